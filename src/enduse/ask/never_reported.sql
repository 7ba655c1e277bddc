-- question: Which sites have never reported, and how many chips are on their book?
WITH heard AS (SELECT DISTINCT site FROM timeline WHERE grade IN ('read', 'attested') AND site IS NOT NULL)
SELECT a.site, MAX(s.name) AS name, CAST(SUM(DISTINCT a.book) AS BIGINT) AS book, MIN(a.evidence) AS evidence
FROM accounts a
LEFT JOIN sites s ON s.site = a.site
LEFT JOIN heard h ON h.site = a.site
WHERE a.period_to > $as_of AND a.site IS NOT NULL AND a.book > 0 AND h.site IS NULL
GROUP BY a.site
ORDER BY book DESC, a.site
