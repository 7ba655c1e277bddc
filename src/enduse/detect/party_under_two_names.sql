-- question: Which firms in the chain are one firm written in several ways?
-- says: "{name} and {other} look like one firm ({why}); both handled goods."
-- subject: party
-- family: party
-- m: 0.2
-- u: 0.08
-- unfitted: the worlds never show it
-- basis: argued. Splitting an intermediary over names hides its volume; clerks also spell names in many ways.
-- typologies: [T08, T10, T12]
-- red_flags: [BIS25-07, TRI-09]
-- parameters:
--   least_score: [0.9, "least probability that the two are one, 0 to 1"]
-- innocent:
--   - One honest firm whose name was typed in several ways.
--   - Two firms of one group.
-- check: Compare registration numbers, then count their goods together.
WITH taken AS (
    SELECT party, MIN(since) AS since FROM (
        SELECT to_party AS party, happened AS since FROM timeline WHERE to_party IS NOT NULL
        UNION ALL
        SELECT from_party, happened FROM timeline WHERE from_party IS NOT NULL
    ) AS handled
    GROUP BY party
),
pairs AS (
    SELECT l.party, l.other, l.because, l.score, GREATEST(a.since, b.since) AS since,
           ROW_NUMBER() OVER (PARTITION BY l.party ORDER BY l.score DESC, l.other) AS nth
    FROM party_links l
    JOIN taken a ON a.party = l.party
    JOIN taken b ON b.party = l.other
    WHERE l.verdict = 'same' AND l.kind IN ('same_name', 'similar_name') AND l.score >= $least_score
)
SELECT q.party AS subject, q.since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', p.source, o.source) AS evidence,
       COALESCE(p.name, q.party) AS name, COALESCE(o.name, q.other) AS other, q.because AS why
FROM pairs q
LEFT JOIN party_facts p ON p.party = q.party
LEFT JOIN party_facts o ON o.party = q.other
WHERE q.nth = 1;

SELECT 'parties whose name is known' AS need, COUNT(*) AS rows FROM party_facts WHERE name IS NOT NULL;
