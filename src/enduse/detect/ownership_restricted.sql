-- question: Which parties in the chain do listed parties own by half or more, alone or together?
-- says: "{name} took goods from {since} on; listed parties hold {least} to {most} percent of it: {decided}."
-- subject: party
-- family: party
-- m: 0.25
-- u: 0.01
-- unfitted: the worlds never show it
-- basis: argued. Documented cases keep the parent out of view; a declared listed parent is rare among honest buyers.
-- typologies: [T14]
-- red_flags: [KYC-29, KYC-21, BIS25-06]
-- innocent:
--   - The holding was sold and the register is late.
--   - A licence names the parent.
-- check: Get the share register of the day, and the licence if there is one.
WITH taken AS (
    SELECT to_party AS party, MIN(happened) AS since, MIN_BY(source, seq) AS source FROM timeline
    WHERE event IN ('shipping', 'receiving') AND to_party IS NOT NULL
    GROUP BY to_party
)
SELECT t.party AS subject, t.since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', p.source, t.source) AS evidence,
       COALESCE(p.name, t.party) AS name, ROUND(100 * c.share_min, 1) AS least, ROUND(100 * c.share_max, 1) AS most,
       c.decided_by AS decided
FROM taken t
JOIN control c ON c.party = t.party AND c.controller = 'listed parties' AND c.verdict = 'met'
LEFT JOIN party_facts p ON p.party = t.party;

SELECT 'holdings on record' AS need, COUNT(*) AS rows FROM ownership;
