-- Gaps in the reports of a sample of units that reported again.
SELECT steps.site, steps.unit_kind, CAST(steps.before AS DATE) AS from_day, CAST(steps.happened AS DATE) AS to_day,
       count(*) AS units, count(DISTINCT coalesce(inside.parent, steps.unit)) AS clusters
FROM steps
JOIN cells ON cells.site = steps.site AND cells.unit_kind = steps.unit_kind
LEFT JOIN (SELECT unit, max(parent) AS parent FROM containment GROUP BY unit) AS inside ON inside.unit = steps.unit
WHERE steps.days > 1.9 * cells.cadence_days
GROUP BY steps.site, steps.unit_kind, CAST(steps.before AS DATE), CAST(steps.happened AS DATE)
ORDER BY 1, 2, 3, 4
