-- Each dispatch and receipt with the one before it of the same unit or lot.
SELECT unit, unit_kind, CASE WHEN event = 'returning' THEN 'shipping' ELSE event END AS event, happened, seq, site, country,
       to_site, to_country, from_party, to_party, document, source,
       LAG(event) OVER told AS event_before, LAG(happened) OVER told AS happened_before, LAG(site) OVER told AS site_before,
       LAG(country) OVER told AS country_before, LAG(to_site) OVER told AS to_site_before,
       LAG(document) OVER told AS document_before, LAG(source) OVER told AS source_before,
       LAG(country, 2) OVER told AS origin
FROM timeline
WHERE event IN ('shipping', 'receiving', 'returning')
WINDOW told AS (PARTITION BY unit ORDER BY seq)
