-- question: What was inspected in a store or a port instead of the hall where it should run?
-- says: "Inspected at {place} on {since}, a {kind}, not a data hall."
-- subject: unit
-- family: machine
-- m: 0.20
-- u: 0.05
-- unfitted: the worlds never show it
-- basis: argued. Audits that are moved to a warehouse are part of one documented pattern (P01).
-- typologies: [T04, T24]
-- red_flags: [BIS25-05]
-- innocent:
--   - The hall was not finished and the goods really were in store.
-- check: Inspect again in the hall, switched on.
SELECT t.unit AS subject, MIN(t.happened) AS since, CAST(NULL AS TIMESTAMP) AS until, MIN(t.source) AS evidence,
       MIN(COALESCE(f.name, t.site)) AS place, MIN(f.kind) AS kind
FROM timeline t
JOIN site_facts f ON f.site = t.site
WHERE t.event = 'inspecting' AND f.kind IN ('warehouse', 'port', 'office') AND t.unit_kind <> 'lot'
GROUP BY t.unit;

SELECT 'inspections at sites whose kind is known' AS need, COUNT(*) AS rows
FROM timeline t
JOIN site_facts f ON f.site = t.site
WHERE t.event = 'inspecting' AND f.kind IS NOT NULL;
