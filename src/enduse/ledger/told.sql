-- Events with every name resolved and withdrawn documents left out. `unit_no` numbers units in the order of their ids and
-- `content` is a hash of what is told, so that bulk work sorts and groups by integers.
-- A correction withdraws what its document says of the unit: of that very instant, where there is such a row, and
-- otherwise all that the document had said by then. What is withdrawn stays in the evidence.
WITH stated AS (
    SELECT event, happened, happened_to, trim(unit) AS spelling, unit_kind, part, quantity, site, to_site, from_party,
           to_party, trim(parent) AS parent, grade, document, source, note,
           coalesce(recorded, loaded) AS recorded_at, coalesce(document, '') AS paper
    FROM (SELECT * FROM events UNION ALL SELECT * FROM proven) AS events_and_proofs
),
corrections AS (
    SELECT spelling, paper, happened, max(recorded_at) AS until_recorded
    FROM stated
    WHERE event = 'correcting'
    GROUP BY spelling, paper, happened
),
exact AS (
    SELECT DISTINCT corrections.spelling, corrections.paper, corrections.happened
    FROM corrections
    JOIN stated ON stated.spelling = corrections.spelling AND stated.paper = corrections.paper
               AND stated.happened = corrections.happened AND stated.event <> 'correcting'
),
broad AS (
    SELECT corrections.spelling, corrections.paper, max(corrections.until_recorded) AS until_recorded
    FROM corrections
    LEFT JOIN exact ON exact.spelling = corrections.spelling AND exact.paper = corrections.paper
                   AND exact.happened = corrections.happened
    WHERE exact.spelling IS NULL AND corrections.paper <> ''
    GROUP BY corrections.spelling, corrections.paper
),
named AS (
    SELECT
        stated.event, stated.happened, stated.happened_to, callings.unit, callings.unit_no,
        coalesce(stated.unit_kind, 'gpu') AS unit_kind,
        coalesce(part_names.part, stated.part) AS part,
        coalesce(stated.quantity, 1) AS quantity,
        coalesce(here.site, stated.site) AS site,
        coalesce(there.site, stated.to_site) AS to_site,
        coalesce(giver.party, stated.from_party) AS from_party,
        coalesce(taker.party, stated.to_party) AS to_party,
        stated.parent,
        coalesce(stated.grade, 'document') AS grade,
        stated.document, stated.source, stated.note
    FROM stated
    JOIN callings
        ON callings.spelling = stated.spelling
       AND (callings.bound_from IS NULL OR callings.bound_from <= stated.happened)
       AND (callings.bound_to IS NULL OR stated.happened < callings.bound_to)
    LEFT JOIN exact ON exact.spelling = stated.spelling AND exact.paper = stated.paper
                   AND exact.happened = stated.happened
    LEFT JOIN broad ON broad.spelling = stated.spelling AND broad.paper = stated.paper
                   AND stated.recorded_at <= broad.until_recorded
    LEFT JOIN part_names ON part_names.written = stated.part
    LEFT JOIN site_names AS here ON here.written = stated.site
    LEFT JOIN site_names AS there ON there.written = stated.to_site
    LEFT JOIN party_names AS giver ON giver.written = stated.from_party
    LEFT JOIN party_names AS taker ON taker.written = stated.to_party
    WHERE stated.event = 'correcting' OR (exact.spelling IS NULL AND broad.spelling IS NULL)
)
SELECT *, hash(event, happened_to, unit_kind, quantity, site, to_site, from_party, to_party, parent, grade,
               CASE WHEN unit_kind = 'lot' OR event = 'correcting' THEN document END) AS content
FROM named
