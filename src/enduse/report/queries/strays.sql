-- Contacts off the path: from which site's chips, in which country.
SELECT p.site, t.country, COUNT(DISTINCT f.subject) AS chips, MIN(t.happened) AS first
FROM findings f
JOIN placed_units p ON p.unit = f.subject
JOIN timeline t ON t.unit = f.subject AND ARRAY_CONTAINS(f.evidence, t.source) AND t.event = 'observing'
WHERE f.family = 'place' AND f.db > 6 AND t.country IS NOT NULL AND p.chips > 0 AND t.site <> p.site
GROUP BY p.site, t.country
ORDER BY p.site, t.country
