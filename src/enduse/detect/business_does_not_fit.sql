-- question: Which firms took chips although their line of business has no use for them?
-- says: "{name}, {business}, took {chips} chips from {since} on."
-- subject: party
-- family: party
-- m: 0.25
-- u: 0.05
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: argued. Drug makers and estate agents stand in documented cases; registers also describe honest firms badly.
-- typologies: [T23, T01]
-- red_flags: [KYC-02, KYC-06]
-- innocent:
--   - The register's description is old or too narrow.
--   - The firm runs its own computing for research.
-- check: Ask what the machines run and who operates them.
WITH taken AS (
    SELECT t.to_party AS party, MIN(t.happened) AS since, SUM(u.chips) AS chips, MIN_BY(t.source, t.seq) AS source
    FROM timeline t
    JOIN units u ON u.unit = t.unit
    WHERE t.event = 'receiving' AND t.to_party IS NOT NULL
    GROUP BY t.to_party
)
SELECT t.party AS subject, t.since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', p.source, t.source) AS evidence,
       COALESCE(p.name, t.party) AS name, p.business, CAST(t.chips AS BIGINT) AS chips
FROM taken t
JOIN party_facts p ON p.party = t.party
WHERE t.chips > 0 AND p.business IS NOT NULL
  AND NOT REGEXP_MATCHES(p.business, 'comput|cloud|data|server|semicond|electron|hosting|internet|telecom|software|research|universit|coloc|assembl|forward|freight|logistic|distribut|technolog|artificial|machine learning');

SELECT 'parties whose line of business is known' AS need, COUNT(*) AS rows FROM party_facts WHERE business IS NOT NULL;
