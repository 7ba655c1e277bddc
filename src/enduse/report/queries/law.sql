-- What the dated rules say of shipments and sightings, alike ones once; what needed a licence, or may have, comes first.
SELECT d.rule, d.part, d.origin, d.destination, d.kind, d.classification, d.verdict, d.outcome, d.policy, d.because, d.cites, d.missing,
       COUNT(DISTINCT d.subject) AS units, CAST(COALESCE(SUM(u.chips), 0) AS BIGINT) AS chips, MIN(d."on") AS first, MAX(d."on") AS last,
       MIN(d.source) AS source
FROM determinations d
LEFT JOIN units u ON u.unit = d.subject
WHERE d.verdict <> 'not_in_force'
GROUP BY d.rule, d.part, d.origin, d.destination, d.kind, d.classification, d.verdict, d.outcome, d.policy, d.because, d.cites, d.missing
ORDER BY CASE d.verdict WHEN 'met' THEN 0 WHEN 'unknown' THEN 1 ELSE 2 END, chips DESC, d.rule, d.part, d.destination, first
LIMIT $most
