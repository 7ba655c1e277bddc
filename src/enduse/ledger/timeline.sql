-- One event of one unit a row, in an order that depends on content alone. The order is a number made of the instant, the
-- unit, the step and, where two are still alike, a count: so no wide row is ever sorted.
WITH steps AS (
    SELECT * FROM (VALUES
        ('correcting', 0), ('commissioning', 1), ('receiving', 2), ('installing', 3), ('inspecting', 4), ('observing', 4),
        ('missing', 5), ('repairing', 6), ('removing', 7), ('returning', 8), ('shipping', 8), ('decommissioning', 9),
        ('destroying', 10)
    ) AS steps (event, step)
),
ranked AS (
    SELECT stated.*, here.country, coalesce(there.country, taker.country) AS to_country, instants.instant_no,
        coalesce(steps.step, 10)
        + CASE WHEN stated.event IN ('receiving', 'installing', 'inspecting', 'observing', 'missing')
                AND departures.unit_no IS NULL THEN 16 ELSE 0 END AS step
    FROM stated
    JOIN instants ON instants.happened = stated.happened
    LEFT JOIN steps ON steps.event = stated.event
    LEFT JOIN departures
        ON departures.unit_no = stated.unit_no AND departures.happened = stated.happened
       AND departures.site = stated.site
    LEFT JOIN places AS here ON here.site = stated.site
    LEFT JOIN places AS there ON there.site = stated.to_site
    LEFT JOIN parties_known AS taker ON taker.party = stated.to_party
)
SELECT
    ((ranked.instant_no * (SELECT max(unit_no) + 1 FROM callings) + ranked.unit_no) * 32 + ranked.step) * 4096
        + coalesce(counted.place, 0) AS seq,
    ranked.event, ranked.happened, ranked.happened_to, ranked.unit, ranked.unit_no, ranked.unit_kind, ranked.part,
    ranked.quantity, ranked.site, ranked.country, ranked.to_site, ranked.to_country, ranked.from_party, ranked.to_party,
    ranked.parent, ranked.grade, ranked.document, ranked.source, ranked.note, ranked.via
FROM ranked
LEFT JOIN counted
    ON counted.unit_no = ranked.unit_no AND counted.happened = ranked.happened AND counted.content = ranked.content
   AND coalesce(counted.via, '') = coalesce(ranked.via, '')
