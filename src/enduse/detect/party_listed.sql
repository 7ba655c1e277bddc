-- question: Which parties in the chain, or their addresses, match an entry of a watchlist?
-- says: "{name} took goods from {since} on and matches {entry} of {list} with probability {score}: {why}."
-- subject: party
-- family: party
-- m: 0.3
-- u: 0.02
-- unfitted: the worlds never show it
-- basis: argued. Listed parties seldom buy under their own name, honest sellers screen first; the score is calibrated on lists.
-- typologies: [T01, T10, T14]
-- red_flags: [BIS25-02, KYC-21]
-- parameters:
--   least_score: [0.6, "least probability of the match that is shown, 0 to 1"]
-- innocent:
--   - A namesake, or a tenant of the same building.
--   - A licence is on file for this party.
-- check: Compare registration number, directors and full address with the entry, and record the decision with its reason.
WITH taken AS (
    SELECT to_party AS party, MIN(happened) AS since, MIN_BY(source, seq) AS source FROM timeline
    WHERE event IN ('shipping', 'receiving') AND to_party IS NOT NULL
    GROUP BY to_party
),
best AS (
    SELECT party, list, entry, score, because, ROW_NUMBER() OVER (PARTITION BY party ORDER BY score DESC, list, entry) AS nth
    FROM matches WHERE verdict = 'match' AND score >= $least_score
)
SELECT t.party AS subject, t.since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', p.source, t.source) AS evidence,
       COALESCE(p.name, t.party) AS name, b.list, b.entry, ROUND(b.score, 2) AS score, b.because AS why
FROM taken t
JOIN best b ON b.party = t.party AND b.nth = 1
LEFT JOIN party_facts p ON p.party = t.party;

SELECT 'entries of a watchlist' AS need, COUNT(*) AS rows FROM listed;
