-- The parties that a case names: holders, senders, receivers, operators.
WITH met AS (
    SELECT from_party AS party FROM case_events UNION SELECT to_party FROM case_events
    UNION SELECT operator FROM sites WHERE site IN (SELECT site FROM case_events)
    UNION SELECT $subject WHERE $kind = 'party'
)
SELECT party, MAX(name) AS name, MAX(country) AS country, MAX(registration) AS registration, MIN(incorporated) AS incorporated,
       MAX(business) AS business, MAX(address) AS address, MAX(headquarters) AS headquarters
FROM parties WHERE party IN (SELECT party FROM met)
GROUP BY party ORDER BY party
