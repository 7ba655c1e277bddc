-- question: With the visits that we have: which sites, and how many serials at each?
-- number: 29
-- starred: yes
SELECT v.rank, v.site, s.name, v.part, v.population, v.sample, v.detection_probability, v.reason, v.cost, v.value
FROM visits v
LEFT JOIN (SELECT site, MAX(name) AS name FROM sites GROUP BY site) s ON s.site = v.site
ORDER BY v.rank, v.site, v.part
