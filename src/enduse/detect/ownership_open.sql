-- question: For which parties in the chain could listed parties own half, as far as the record goes?
-- says: "{name} took goods from {since} on; listed parties may hold up to {most} percent of it, and {decided} would decide."
-- subject: party
-- family: party
-- m: 0.2
-- u: 0.06
-- unfitted: the worlds never show it
-- basis: argued. An owner kept out of view looks like this; so does a register that publishes bands of shares.
-- typologies: [T14]
-- red_flags: [KYC-29, KYC-21]
-- innocent:
--   - The register publishes ranges, or is out of date.
--   - The owner is a namesake of the listed party.
-- check: Ask for the share that decides, with the register's extract.
WITH taken AS (
    SELECT to_party AS party, MIN(happened) AS since, MIN_BY(source, seq) AS source FROM timeline
    WHERE event IN ('shipping', 'receiving') AND to_party IS NOT NULL
    GROUP BY to_party
)
SELECT t.party AS subject, t.since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', p.source, t.source) AS evidence,
       COALESCE(p.name, t.party) AS name, ROUND(100 * c.share_max, 1) AS most, c.decided_by AS decided
FROM taken t
JOIN control c ON c.party = t.party AND c.controller = 'listed parties' AND c.verdict = 'unknown' AND c.share_min < c.share_max
JOIN (SELECT COUNT(*) AS entries FROM listed) AS lists ON lists.entries > 0
LEFT JOIN party_facts p ON p.party = t.party;

SELECT 'holdings on record' AS need, COUNT(*) AS rows FROM ownership;
