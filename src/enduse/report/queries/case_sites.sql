SELECT site, MAX(name) AS name, MAX(country) AS country, MAX(latitude) AS latitude, MAX(longitude) AS longitude
FROM sites
WHERE site = $subject OR site IN (SELECT site FROM case_events) OR site IN (SELECT to_site FROM case_events)
GROUP BY site ORDER BY site
