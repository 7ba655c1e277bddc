-- question: What did each visit really verify: label, power-on read or attestation, and what fraction?
-- number: 32
-- parameter: site= site id; all if empty
SELECT site, day, document, population, label, read, attested, missing, unverified,
       ROUND((label + read + attested) * 1.0 / NULLIF(population, 0), 3) AS fraction
FROM verified
WHERE $site = '' OR site = $site
ORDER BY day, site
