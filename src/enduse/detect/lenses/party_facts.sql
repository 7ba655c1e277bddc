-- Each party once, under the id that the timeline uses.
SELECT party, MAX(name) AS name, MAX(country) AS country, MIN(incorporated) AS incorporated,
       LOWER(MAX(business)) AS business, MAX(address) AS address, MAX(registration) AS registration,
       MAX(headquarters) AS headquarters, MIN(source) AS source
FROM parties
GROUP BY party
