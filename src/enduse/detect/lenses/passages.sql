-- Each dispatch and receipt with the one before it of the same unit or lot. Only what is compared is put in order, by
-- the number of the unit; papers and sources of the few that are found are looked up by `seq`.
SELECT unit, CASE WHEN event = 'returning' THEN 'shipping' ELSE event END AS event, happened, seq, site, to_site, to_country,
       from_party, to_party,
       LAG(seq) OVER told AS seq_before, LAG(event) OVER told AS event_before, LAG(happened) OVER told AS happened_before,
       LAG(country) OVER told AS country_before, LAG(to_site) OVER told AS to_site_before, LAG(country, 2) OVER told AS origin
FROM timeline
WHERE event IN ('shipping', 'receiving', 'returning')
WINDOW told AS (PARTITION BY unit_no ORDER BY seq)
