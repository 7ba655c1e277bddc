-- question: What was received in one country and soon sent on to a third?
-- says: "Received in {hub} on {received}, sent on to {country} on {since} ({document}), {days} days later."
-- subject: unit
-- family: paper
-- m: 0.30
-- u: 0.03
-- basis: >
--   argued. Transshipment through a hub is the most frequent documented method (T06). Repairs and
--   relocations within one operator are left out.
-- typologies: [T06, T10]
-- red_flags: [TRI-08, DER-04, SG-01]
-- innocent:
--   - The first place is a distribution centre, and the end user is known to the seller.
--   - The goods were returned.
-- check: Compare the declared final destination of the first shipment with that of the second.
-- parameters:
--   days_held: [60, "days between arrival and departure"]
WITH legs AS (
    SELECT unit, unit_kind, event, happened, country, to_country, to_site, from_party, to_party, document, source, seq,
           LAG(event) OVER told AS event_before, LAG(happened) OVER told AS received,
           LAG(country) OVER told AS hub, LAG(source) OVER told AS source_before,
           LAG(country, 2) OVER told AS origin
    FROM timeline
    WHERE event IN ('shipping', 'receiving')
    WINDOW told AS (PARTITION BY unit ORDER BY seq)
)
SELECT CASE WHEN l.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       l.unit AS subject, l.happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', l.source_before, l.source) AS evidence,
       l.hub, l.received, l.to_country AS country, l.document, DATEDIFF('day', l.received, l.happened) AS days
FROM legs l
LEFT JOIN site_facts f ON f.site = l.to_site
WHERE l.event = 'shipping' AND l.event_before = 'receiving'
  AND l.to_country <> l.hub AND (l.origin IS NULL OR l.to_country <> l.origin)
  AND COALESCE(f.kind, '') NOT IN ('repair', 'fab')
  AND (l.from_party IS NULL OR l.to_party IS NULL OR l.from_party <> l.to_party)
  AND NOT EXISTS (SELECT 1 FROM site_facts r WHERE r.operator = l.from_party AND r.kind IN ('repair', 'fab'))
  AND DATEDIFF('day', l.received, l.happened) <= $days_held;

SELECT 'shipments with a country of destination' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'shipping' AND to_country IS NOT NULL
UNION ALL
SELECT 'receipts in a known country' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'receiving' AND country IS NOT NULL;
