-- question: What was received in one country and soon sent on to a third?
-- says: "Received in {hub} on {received}, sent on to {country} on {since} ({document}), {days} days later."
-- subject: unit
-- family: paper
-- m: 0.37
-- u: 0.35
-- fitted: {argued: [0.3, 0.03], weight: 20, generators: [otherworld], worlds: 96, seeds: [30014, 30207], diverted: [24.36, 75.5], booked: [36.81, 88], among: unread}
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
SELECT CASE WHEN t.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       p.unit AS subject, p.happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', b.source, t.source) AS evidence,
       p.country_before AS hub, p.happened_before AS received, p.to_country AS country, t.document,
       DATEDIFF('day', p.happened_before, p.happened) AS days
FROM passages p
JOIN timeline t ON t.seq = p.seq
JOIN timeline b ON b.seq = p.seq_before
LEFT JOIN site_facts f ON f.site = p.to_site
WHERE p.event = 'shipping' AND p.event_before = 'receiving'
  AND p.to_country <> p.country_before AND (p.origin IS NULL OR p.to_country <> p.origin)
  AND COALESCE(f.kind, '') NOT IN ('repair', 'fab')
  AND (p.from_party IS NULL OR p.to_party IS NULL OR p.from_party <> p.to_party)
  AND NOT EXISTS (SELECT 1 FROM site_facts r WHERE r.operator = p.from_party AND r.kind IN ('repair', 'fab'))
  AND DATEDIFF('day', p.happened_before, p.happened) <= $days_held;

SELECT 'shipments with a country of destination' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'shipping' AND to_country IS NOT NULL
UNION ALL
SELECT 'receipts in a known country' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'receiving' AND country IS NOT NULL;
