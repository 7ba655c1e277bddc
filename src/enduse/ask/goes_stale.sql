-- question: After each visit: what is still unverified, and when does the evidence go stale?
-- number: 34
SELECT site, day, document, unverified, stale_on, CASE WHEN stale_on <= $as_of THEN 'stale' ELSE 'fresh' END AS state
FROM verified
ORDER BY stale_on, site
