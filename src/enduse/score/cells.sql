-- Cadence and span of the reports of each kind of unit at each site. The cadence is the mean gap between reports without
-- the long ones, which are outages and dead agents.
WITH middle AS (
    SELECT site, unit_kind, median(days) AS days FROM steps GROUP BY site, unit_kind
),
pace AS (
    SELECT steps.site, steps.unit_kind, round(avg(steps.days), 4) AS days
    FROM steps JOIN middle ON middle.site = steps.site AND middle.unit_kind = steps.unit_kind
    WHERE steps.days <= 3.5 * middle.days
    GROUP BY steps.site, steps.unit_kind
)
SELECT reported.site, reported.unit_kind, count(*) AS units,
       coalesce(max(pace.days), median(CASE WHEN reports >= 3
              THEN (epoch(last_at) - epoch(first_at)) / 86400.0 / (reports - 1) END)) AS cadence_days,
       min(first_at) AS first_at, max(last_at) AS last_at, max(places.country) AS country
FROM reported
LEFT JOIN places_here AS places ON places.site = reported.site
LEFT JOIN pace ON pace.site = reported.site AND pace.unit_kind = reported.unit_kind
GROUP BY reported.site, reported.unit_kind
HAVING max(reports) >= 3
ORDER BY 1, 2
