-- question: Which single check would change our mind most, and what does it cost?
-- number: 30
-- starred: yes
SELECT v.rank, v.site, v.sample, v.detection_probability, v.cost AS cost_hours, v.value AS expected_finds,
       ROUND(v.value / NULLIF(v.cost, 0), 4) AS finds_an_hour, v.reason
FROM visits v
WHERE v.value IS NOT NULL
ORDER BY finds_an_hour DESC NULLS LAST, v.rank
LIMIT 10
