-- Sites with chips on the book of which nothing has ever been heard electronically.
WITH heard AS (SELECT DISTINCT site FROM timeline WHERE grade IN ('read', 'attested') AND site IS NOT NULL),
latest AS (
    SELECT site, SUM(book) AS book, MIN(evidence) AS evidence FROM accounts
    WHERE period_to > $as_of AND site IS NOT NULL
    GROUP BY site
),
places AS (SELECT site, MAX(name) AS name, MAX(country) AS country, MAX(kind) AS kind FROM sites GROUP BY site)
SELECT l.site, p.name, p.country, CAST(l.book AS BIGINT) AS chips, l.evidence
FROM latest l
LEFT JOIN places p ON p.site = l.site
LEFT JOIN heard h ON h.site = l.site
WHERE l.book > 0 AND h.site IS NULL
ORDER BY l.book DESC, l.site
