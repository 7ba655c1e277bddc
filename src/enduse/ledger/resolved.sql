-- Events with every name resolved, withdrawn documents left out, repeats of one statement collapsed.
-- A correction withdraws what its document says of the unit: of that very instant, where there is such a row, and
-- otherwise all that the document had said by then. What is withdrawn stays in the evidence.
WITH corrections AS (
    SELECT trim(unit) AS unit, coalesce(document, '') AS document, happened,
           max(coalesce(recorded, loaded)) AS until_recorded
    FROM events
    WHERE event = 'correcting'
    GROUP BY trim(unit), coalesce(document, ''), happened
),
stated AS (
    SELECT told.*, trim(told.unit) AS spelling,
           coalesce(recorded, loaded) AS recorded_at, coalesce(document, '') AS paper
    FROM (SELECT * FROM events UNION ALL SELECT * FROM proven) AS told
),
exact AS (
    SELECT DISTINCT corrections.unit, corrections.document, corrections.happened
    FROM corrections
    JOIN stated ON stated.spelling = corrections.unit AND stated.paper = corrections.document
               AND stated.happened = corrections.happened AND stated.event <> 'correcting'
),
broad AS (
    SELECT corrections.unit, corrections.document, max(corrections.until_recorded) AS until_recorded
    FROM corrections
    LEFT JOIN exact ON exact.unit = corrections.unit AND exact.document = corrections.document
                   AND exact.happened = corrections.happened
    WHERE exact.unit IS NULL AND corrections.document <> ''
    GROUP BY corrections.unit, corrections.document
),
standing AS (
    SELECT stated.*
    FROM stated
    LEFT JOIN exact ON exact.unit = stated.spelling AND exact.document = stated.paper
                   AND exact.happened = stated.happened
    LEFT JOIN broad ON broad.unit = stated.spelling AND broad.document = stated.paper
                   AND stated.recorded_at <= broad.until_recorded
    WHERE stated.event = 'correcting' OR (exact.unit IS NULL AND broad.unit IS NULL)
),
named AS (
    SELECT
        standing.event, standing.happened, standing.happened_to,
        coalesce(alias.unit, standing.spelling) AS unit,
        standing.unit_kind,
        coalesce(part_names.part, standing.part) AS part,
        coalesce(standing.quantity, 1) AS quantity,
        coalesce(here.site, standing.site) AS site,
        coalesce(there.site, standing.to_site) AS to_site,
        coalesce(giver.party, standing.from_party) AS from_party,
        coalesce(taker.party, standing.to_party) AS to_party,
        trim(standing.parent) AS parent,
        coalesce(standing.grade, 'document') AS grade,
        standing.document, standing.source, standing.note
    FROM standing
    LEFT JOIN aliases AS alias
        ON alias.identifier = standing.spelling
       AND (alias.bound_from IS NULL OR alias.bound_from <= standing.happened)
       AND (alias.bound_to IS NULL OR standing.happened < alias.bound_to)
    LEFT JOIN part_names ON part_names.written = standing.part
    LEFT JOIN site_names AS here ON here.written = lower(trim(standing.site))
    LEFT JOIN site_names AS there ON there.written = lower(trim(standing.to_site))
    LEFT JOIN party_names AS giver ON giver.written = lower(trim(standing.from_party))
    LEFT JOIN party_names AS taker ON taker.written = lower(trim(standing.to_party))
    WHERE standing.spelling NOT IN (SELECT spelling FROM placeholders)
)
-- a serialised unit told of in two papers happened once; two papers on one lot are two portions
SELECT
    event, happened, happened_to, unit,
    coalesce(unit_kind, 'gpu') AS unit_kind,
    max(part) AS part, quantity, site, to_site, from_party, to_party, parent, grade,
    min(document) AS document, min(source) AS source, min(note) AS note
FROM named
GROUP BY event, happened, happened_to, unit, coalesce(unit_kind, 'gpu'), quantity, site, to_site, from_party, to_party,
         parent, grade, CASE WHEN unit_kind = 'lot' OR event = 'correcting' THEN document ELSE NULL END
