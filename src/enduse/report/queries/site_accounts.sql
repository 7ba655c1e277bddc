-- The state of each site's account, chips by the grade of their last verification, largest book first.
WITH latest AS (
    SELECT COALESCE(site, '') AS site, SUM(book) AS book, SUM(verified_attested) AS attested, SUM(verified_read) AS read,
           SUM(verified_label) AS label, SUM(verified) AS verified, SUM(stale) AS stale, SUM(never_verified) AS never_verified,
           SUM(muf) AS muf, MIN(oldest_verification) AS oldest, MIN(evidence) AS evidence
    FROM accounts
    WHERE period_to > $as_of
    GROUP BY COALESCE(site, '')
),
places AS (
    SELECT site, MAX(name) AS name, MAX(country) AS country, MAX(kind) AS kind, MAX(operator) AS operator FROM sites GROUP BY site
)
SELECT l.site, p.name, p.country, p.kind, p.operator, CAST(l.book AS BIGINT) AS book, CAST(l.attested AS BIGINT) AS attested,
       CAST(l.read AS BIGINT) AS read, CAST(l.label AS BIGINT) AS label, CAST(l.verified AS BIGINT) AS verified,
       CAST(l.stale AS BIGINT) AS stale, CAST(l.never_verified AS BIGINT) AS never_verified, CAST(l.muf AS BIGINT) AS muf,
       l.oldest, l.evidence
FROM latest l
LEFT JOIN places p ON p.site = l.site
WHERE l.book > 0 OR l.muf <> 0
ORDER BY l.book DESC, l.site
