-- Events with every name resolved and withdrawn documents left out. `unit_no` numbers units in the order of their ids and
-- `content` is a hash of what is told, so that bulk work sorts and groups by integers.
WITH named AS (
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
    FROM statements AS stated
    JOIN callings
        ON callings.spelling = stated.spelling
       AND (callings.bound_from IS NULL OR callings.bound_from <= stated.happened)
       AND (callings.bound_to IS NULL OR stated.happened < callings.bound_to)
    LEFT JOIN withdrawn_rows AS exact ON exact.spelling = stated.spelling AND exact.paper = stated.paper
                   AND exact.happened = stated.happened
    LEFT JOIN withdrawn_papers AS broad ON broad.spelling = stated.spelling AND broad.paper = stated.paper
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
