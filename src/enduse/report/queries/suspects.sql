-- Chips that stand out, in groups of one site and one state of custody, most expected diverted chips first.
WITH grouped AS (
    SELECT site, state, SUM(chips) AS chips, SUM(chips * diverted) AS expected, SUM(chips * diverted) / SUM(chips) AS probability,
           SUM(chips * lost) / SUM(chips) AS lost, SUM(chips * record_error) / SUM(chips) AS record_error,
           SUM(chips * as_booked) / SUM(chips) AS as_booked, MAX(prior) AS prior,
           MIN(since) AS since, MIN(leg) AS leg, MIN(part) AS part, MAX(to_site) AS to_site, MEDIAN(last_seen) AS last_seen,
           SUM(chips * db) AS found
    FROM standing_out
    GROUP BY site, state
),
places AS (SELECT site, MAX(name) AS name, MAX(country) AS country, MAX(operator) AS operator FROM sites GROUP BY site)
SELECT g.site, g.state, p.name, p.country, p.operator, CAST(g.chips AS BIGINT) AS chips, g.expected, g.probability, g.lost,
       g.record_error, g.as_booked, g.prior, g.since, g.leg, g.part, g.to_site, g.last_seen
FROM grouped g
LEFT JOIN places p ON p.site = g.site
ORDER BY COALESCE(g.expected, 0) DESC, g.found DESC, g.site, g.state
LIMIT $most
