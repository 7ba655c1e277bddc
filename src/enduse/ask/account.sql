-- question: What is the state of every account: book, verified by grade, stale, never verified, missing?
-- parameter: site= site id; all if empty
SELECT site, party, part, book, verified, verified_attested, verified_read, verified_label, stale, never_verified, muf,
       oldest_verification, evidence
FROM accounts
WHERE period_to > $as_of AND ($site = '' OR site = $site)
ORDER BY site, party, part
