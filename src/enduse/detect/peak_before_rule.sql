-- question: Which buyers took most of their chips in the weeks before a rule?
-- says: "{name} took {near} of {total} chips in the {days} days before the rule of {rule}, from {since}."
-- subject: party
-- family: party
-- m: 0.23
-- u: 0.21
-- fitted: {argued: [0.25, 0.08], weight: 20, generators: [simulate], worlds: 112, seeds: [30000, 30195], diverted: [10.42, 66.6], booked: [25.99, 112], among: unread}
-- basis: argued. Stockpiling before a rule is lawful and common; it is shown because it stands in one documented case.
-- typologies: [T20, T13]
-- red_flags: [BIS25-09]
-- innocent:
--   - A lawful purchase ahead of a known date.
--   - The first and only order of a new hall.
-- check: Ask for the plan of the hall and when its power was contracted.
-- parameters:
--   days: [60, "days before a rule"]
--   least_chips: [64, "chips taken in that time"]
--   least_share: [0.6, "share of all that the buyer took"]
WITH rules AS (
    SELECT CAST('2022-10-07' AS TIMESTAMP) AS rule
    UNION ALL SELECT CAST('2023-11-17' AS TIMESTAMP)
    UNION ALL SELECT CAST('2025-05-15' AS TIMESTAMP)
    UNION ALL SELECT CAST('2025-09-29' AS TIMESTAMP)
),
taken AS (
    SELECT t.to_party AS party, t.happened, t.source, t.seq, u.chips
    FROM timeline t
    JOIN units u ON u.unit = t.unit
    WHERE t.event = 'receiving' AND t.to_party IS NOT NULL AND u.chips > 0
),
totals AS (SELECT party, SUM(chips) AS total FROM taken GROUP BY party),
near AS (
    SELECT t.party, r.rule, SUM(t.chips) AS near, MIN(t.happened) AS since, MIN_BY(t.source, t.seq) AS first_source,
           MAX_BY(t.source, t.seq) AS last_source
    FROM taken t
    JOIN rules r ON t.happened < r.rule AND t.happened >= r.rule - INTERVAL 1 DAY * $days
    GROUP BY t.party, r.rule
)
SELECT n.party AS subject, n.since, n.rule AS until, CONCAT_WS('|', n.first_source, n.last_source) AS evidence,
       COALESCE(p.name, n.party) AS name, CAST(n.near AS BIGINT) AS near, CAST(s.total AS BIGINT) AS total, n.rule,
       $days AS days
FROM near n
JOIN totals s ON s.party = n.party
LEFT JOIN party_facts p ON p.party = n.party
WHERE n.near >= $least_chips AND n.near >= $least_share * s.total;

SELECT 'receipts with a receiving party' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'receiving' AND to_party IS NOT NULL;
