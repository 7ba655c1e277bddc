-- question: Which firms in the chain were formed within ninety days of a rule on chips?
-- says: "{name} was formed on {since}, {days} days from the rule of {rule} ({what})."
-- subject: party
-- family: party
-- m: 0.20
-- u: 0.07
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: >
--   argued; an analyst's hypothesis, not a published flag. The six dates cover about a fifth of the
--   days since 2022, so most such coincidences mean nothing.
-- typologies: [T18, T01]
-- red_flags: [DER-05]
-- innocent:
--   - Coincidence.
--   - A firm formed in order to comply with the rule.
-- check: Ask for the founders' earlier firms and whether any was refused an order.
-- parameters:
--   days_near: [90, "days either side of a rule"]
WITH rules AS (
    SELECT CAST('2022-10-07' AS TIMESTAMP) AS rule, '87 FR 62186' AS what
    UNION ALL SELECT CAST('2023-11-17' AS TIMESTAMP), '88 FR 73458'
    UNION ALL SELECT CAST('2025-01-13' AS TIMESTAMP), '90 FR 4544'
    UNION ALL SELECT CAST('2025-05-13' AS TIMESTAMP), 'BIS guidance of that day'
    UNION ALL SELECT CAST('2025-09-29' AS TIMESTAMP), '90 FR 47201'
    UNION ALL SELECT CAST('2026-01-15' AS TIMESTAMP), '91 FR 1684'
),
taken AS (SELECT DISTINCT to_party AS party FROM timeline WHERE event IN ('shipping', 'receiving')),
near AS (
    SELECT p.party, p.name, p.incorporated, p.source, r.rule, r.what,
           ABS(DATEDIFF('day', r.rule, p.incorporated)) AS days,
           ROW_NUMBER() OVER (PARTITION BY p.party ORDER BY ABS(DATEDIFF('day', r.rule, p.incorporated)), r.rule) AS place
    FROM party_facts p
    JOIN taken t ON t.party = p.party
    CROSS JOIN rules r
    WHERE p.incorporated IS NOT NULL
)
SELECT party AS subject, incorporated AS since, CAST(NULL AS TIMESTAMP) AS until, source AS evidence,
       COALESCE(name, party) AS name, days, rule, what
FROM near
WHERE place = 1 AND days <= $days_near;

SELECT 'parties whose day of incorporation is known' AS need, COUNT(*) AS rows
FROM party_facts WHERE incorporated IS NOT NULL;
