SELECT s.site, MAX(s.name) AS name, MAX(s.country) AS country, MAX(s.kind) AS kind, MAX(s.latitude) AS latitude,
       MAX(s.longitude) AS longitude
FROM sites s
GROUP BY s.site
HAVING MAX(s.latitude) IS NOT NULL AND MAX(s.longitude) IS NOT NULL
ORDER BY s.site
