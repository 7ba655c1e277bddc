-- question: Which firms took goods within a year of being formed?
-- says: "{name} was formed on {incorporated} and took its first goods {days} days later, on {since}."
-- subject: party
-- family: party
-- m: 0.40
-- u: 0.08
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: argued. Shells are young; so are honest cloud firms, of which about one in twelve buys in its first year.
-- typologies: [T01, T18]
-- red_flags: [KYC-04, BIS25-01, BIS25-09, TRI-01]
-- innocent:
--   - A new subsidiary of an old firm.
--   - A young firm with real customers.
-- check: Ask for its accounts, its lease and its first customers.
-- parameters:
--   days_old: [365, "age below which a firm is young"]
WITH taken AS (
    SELECT to_party AS party, MIN(happened) AS since, MIN_BY(source, seq) AS source
    FROM timeline
    WHERE event IN ('shipping', 'receiving') AND to_party IS NOT NULL
    GROUP BY to_party
)
SELECT t.party AS subject, t.since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', p.source, t.source) AS evidence,
       COALESCE(p.name, t.party) AS name, p.incorporated, DATEDIFF('day', p.incorporated, t.since) AS days
FROM taken t
JOIN party_facts p ON p.party = t.party
WHERE p.incorporated IS NOT NULL AND DATEDIFF('day', p.incorporated, t.since) BETWEEN -30 AND $days_old;

SELECT 'parties whose day of incorporation is known' AS need, COUNT(*) AS rows
FROM party_facts WHERE incorporated IS NOT NULL;
