SELECT site, party, part, period_from, period_to, opening, received, shipped, removed, book, verified, verified_attested,
       verified_read, verified_label, stale, never_verified, muf, oldest_verification, evidence
FROM accounts
WHERE (($kind = 'site' AND site = $subject) OR ($kind = 'party' AND party = $subject)) AND period_to > $as_of
ORDER BY site, party, part
