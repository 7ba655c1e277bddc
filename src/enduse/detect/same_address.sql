-- question: Which firms in the chain share an address or a registration with another?
-- says: "{name} shares {what} with {other}; both took goods."
-- subject: party
-- family: party
-- m: 0.25
-- u: 0.05
-- unfitted: the worlds never show it
-- basis: argued. One person behind several buyers uses one address; so do tenants of a serviced office and firms of one group.
-- typologies: [T01, T08, T10, T14]
-- red_flags: [BIS25-02, TRI-07, DER-06]
-- innocent:
--   - A serviced office or a group of companies that says so.
-- check: Ask both for their directors and bank, and compare.
WITH taken AS (
    SELECT to_party AS party, MIN(happened) AS since FROM timeline
    WHERE event IN ('shipping', 'receiving') AND to_party IS NOT NULL
    GROUP BY to_party
),
firms AS (
    SELECT p.*, t.since, LOWER(REGEXP_REPLACE(p.address, '[^A-Za-z0-9]+', '', 'g')) AS place
    FROM party_facts p
    JOIN taken t ON t.party = p.party
),
pairs AS (
    SELECT a.party, a.name, GREATEST(a.since, b.since) AS since, COALESCE(b.name, b.party) AS other,
           CASE WHEN a.registration = b.registration THEN 'its registration' ELSE 'its address' END AS what,
           a.source, b.source AS other_source,
           ROW_NUMBER() OVER (PARTITION BY a.party ORDER BY b.party) AS nth
    FROM firms a
    JOIN firms b ON b.party <> a.party AND (b.registration = a.registration OR (b.place = a.place AND a.place <> ''))
)
SELECT party AS subject, since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', source, other_source) AS evidence,
       COALESCE(name, party) AS name, what, other
FROM pairs
WHERE nth = 1;

SELECT 'parties whose address is known' AS need, COUNT(*) AS rows FROM party_facts WHERE address IS NOT NULL;
