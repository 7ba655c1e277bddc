-- question: What was received that nobody had shipped?
-- says: "Received at {place} on {since} ({document}); no shipment of it is on file."
-- subject: unit
-- family: paper
-- m: 0.05
-- u: 0.01
-- unfitted: the worlds show it among the booked almost alone, so that they do not tell how many diverted have it
-- basis: >
--   argued. A receipt without a dispatch is mostly a missing packing list; goods that come in by a
--   path of their own, or serial numbers written onto other goods, leave the same trace.
-- typologies: [T15, T16, T25]
-- red_flags: [KYC-22]
-- innocent:
--   - The packing list was not given to us.
--   - The serial number was mistyped on the receipt.
-- check: Ask the sender named on the receipt for the packing list with serial numbers.
SELECT CASE WHEN t.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       p.unit AS subject, p.happened AS since, CAST(NULL AS TIMESTAMP) AS until, t.source AS evidence,
       COALESCE(f.name, p.site) AS place, t.document
FROM passages p
JOIN timeline t ON t.seq = p.seq
LEFT JOIN site_facts f ON f.site = p.site
WHERE p.event = 'receiving' AND p.event_before IS NULL;

SELECT 'receipts' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'receiving'
UNION ALL
SELECT 'shipments' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'shipping';
