-- Cadence and span of the reports of each kind of unit at each site.
SELECT reported.site, reported.unit_kind, count(*) AS units,
       median(CASE WHEN reports >= 3
              THEN (epoch(last_at) - epoch(first_at)) / 86400.0 / (reports - 1) END) AS cadence_days,
       min(first_at) AS first_at, max(last_at) AS last_at, max(places.country) AS country
FROM reported
LEFT JOIN places_here AS places ON places.site = reported.site
GROUP BY reported.site, reported.unit_kind
HAVING max(reports) >= 3
ORDER BY 1, 2
