-- Movements between sites, with how many chips went; `flagged` where a finding cites the very movement.
WITH marked AS (
    SELECT DISTINCT UNNEST(evidence) AS source FROM findings
    WHERE subject_kind IN ('unit', 'lot', 'site') AND family IN ('paper', 'party', 'custody', 'law') AND db > 6
)
SELECT t.site, t.to_site, CAST(SUM(u.chips) AS BIGINT) AS chips, MIN(t.happened) AS first, MAX(t.happened) AS last,
       COUNT(m.source) AS flagged
FROM timeline t
JOIN units u ON u.unit = t.unit
LEFT JOIN marked m ON m.source = t.source
WHERE t.event IN ('shipping', 'returning') AND t.site IS NOT NULL AND t.to_site IS NOT NULL AND t.site <> t.to_site
GROUP BY t.site, t.to_site, CASE WHEN m.source IS NULL THEN 0 ELSE 1 END
ORDER BY flagged, t.site, t.to_site
