SELECT v.rank, v.site, s.name, s.country, v.part, v.population, v.sample, v.detection_probability, v.reason, v.cost, v.value,
       v.serials
FROM visits v
LEFT JOIN (SELECT site, MAX(name) AS name, MAX(country) AS country FROM sites GROUP BY site) AS s ON s.site = v.site
ORDER BY v.rank, v.site, v.part
