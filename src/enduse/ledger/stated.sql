-- Every event of every unit, the events of a container carried down to the units that were in it then.
SELECT event, happened, happened_to, unit, unit_no, unit_kind, part, quantity, site, to_site, from_party, to_party, parent,
       grade, document, source, note, content, CAST(NULL AS VARCHAR) AS via
FROM resolved
UNION ALL
SELECT
    resolved.event, resolved.happened, resolved.happened_to,
    kinds.unit, kinds.unit_no, kinds.unit_kind, kinds.part,
    1 AS quantity,
    resolved.site, resolved.to_site, resolved.from_party, resolved.to_party,
    CAST(NULL AS VARCHAR) AS parent,
    resolved.grade, resolved.document, resolved.source, resolved.note, resolved.content,
    resolved.unit AS via
FROM resolved
JOIN carriers
    ON carriers.parent = resolved.unit
   AND carriers.inside_from <= resolved.happened
   AND (carriers.inside_to IS NULL OR resolved.happened < carriers.inside_to)
JOIN carried_units AS kinds ON kinds.unit = carriers.unit
WHERE resolved.event NOT IN ('commissioning', 'correcting') AND resolved.unit_kind <> 'lot'
