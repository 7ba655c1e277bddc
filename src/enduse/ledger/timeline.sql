-- One event of one unit a row, in an order that depends on content alone.
WITH kinds AS (
    SELECT unit, max(unit_kind) AS unit_kind, max(part) AS part FROM resolved GROUP BY unit
),
carried AS (
    SELECT
        resolved.event, resolved.happened, resolved.happened_to,
        inheritance.unit, kinds.unit_kind, kinds.part,
        1 AS quantity,
        resolved.site, resolved.to_site, resolved.from_party, resolved.to_party,
        CAST(NULL AS VARCHAR) AS parent,
        resolved.grade, resolved.document, resolved.source, resolved.note,
        resolved.unit AS via
    FROM resolved
    JOIN inheritance
        ON inheritance.parent = resolved.unit
       AND inheritance.inside_from <= resolved.happened
       AND (inheritance.inside_to IS NULL OR resolved.happened < inheritance.inside_to)
    JOIN kinds ON kinds.unit = inheritance.unit
    WHERE resolved.event NOT IN ('commissioning', 'correcting') AND resolved.unit_kind <> 'lot'
),
stated AS (
    SELECT event, happened, happened_to, unit, unit_kind, part, quantity, site, to_site, from_party, to_party, parent,
           grade, document, source, note, CAST(NULL AS VARCHAR) AS via
    FROM resolved
    UNION ALL
    SELECT * FROM carried
),
-- on one day a unit leaves a place after what happened to it there, and arrives after it left the last place
departures AS (
    SELECT DISTINCT unit, happened, site FROM stated WHERE event IN ('shipping', 'removing') AND site IS NOT NULL
),
ranked AS (
    SELECT stated.*,
        CASE stated.event
            WHEN 'correcting' THEN 0
            WHEN 'commissioning' THEN 1
            WHEN 'receiving' THEN 2
            WHEN 'installing' THEN 3
            WHEN 'inspecting' THEN 4
            WHEN 'observing' THEN 4
            WHEN 'missing' THEN 5
            WHEN 'repairing' THEN 6
            WHEN 'removing' THEN 7
            WHEN 'returning' THEN 8
            WHEN 'shipping' THEN 8
            WHEN 'decommissioning' THEN 9
            ELSE 10
        END + CASE WHEN stated.event IN ('receiving', 'installing', 'inspecting', 'observing', 'missing')
                    AND departures.unit IS NULL THEN 20 ELSE 0 END AS step
    FROM stated
    LEFT JOIN departures
        ON departures.unit = stated.unit AND departures.happened = stated.happened AND departures.site = stated.site
)
SELECT
    row_number() OVER (
        ORDER BY ranked.happened, ranked.unit, ranked.step, ranked.event, ranked.grade, ranked.site, ranked.to_site,
                 ranked.from_party, ranked.to_party, ranked.parent, ranked.via, ranked.quantity, ranked.document,
                 ranked.happened_to, ranked.source, ranked.note
    ) AS seq,
    ranked.event, ranked.happened, ranked.happened_to, ranked.unit, ranked.unit_kind, ranked.part, ranked.quantity,
    ranked.site, here.country, ranked.to_site,
    coalesce(there.country, taker.country) AS to_country,
    ranked.from_party, ranked.to_party, ranked.parent, ranked.grade, ranked.document, ranked.source, ranked.note,
    ranked.via
FROM ranked
LEFT JOIN places AS here ON here.site = ranked.site
LEFT JOIN places AS there ON there.site = ranked.to_site
LEFT JOIN parties_known AS taker ON taker.party = ranked.to_party
