-- What bears on a recipient: its seat, a place on the Entity List, listed owners.
WITH seats AS (
    SELECT party, max(headquarters) AS headquarters, max(name) AS name FROM parties GROUP BY party
),
listed AS (
    SELECT DISTINCT party FROM matches WHERE verdict = 'match' AND list LIKE '%entity_list%'
),
-- a share of listed parties is open only where a party was screened and found: unscreened is told, not guessed
owned AS (
    SELECT party,
           CASE WHEN max(CASE verdict WHEN 'met' THEN 2 WHEN 'unknown' THEN 1 ELSE 0 END) = 2 THEN 'yes'
                WHEN max(CASE verdict WHEN 'met' THEN 2 WHEN 'unknown' THEN 1 ELSE 0 END) = 1 THEN 'unknown'
                ELSE 'no' END AS owned
    FROM control
    WHERE controller = 'listed parties' AND EXISTS (SELECT 1 FROM matches)
    GROUP BY party
),
known AS (
    SELECT party FROM seats UNION SELECT DISTINCT to_party FROM law_transfers WHERE to_party IS NOT NULL
)
SELECT known.party, seats.name, seats.headquarters,
       listed.party IS NOT NULL AS end_user_listed, owned.owned
FROM known
LEFT JOIN seats ON seats.party = known.party
LEFT JOIN listed ON listed.party = known.party
LEFT JOIN owned ON owned.party = known.party
