-- question: What was received that nobody had shipped?
-- says: "Received at {place} on {since} ({document}); no shipment of it is on file."
-- subject: unit
-- family: paper
-- m: 0.05
-- u: 0.01
-- basis: >
--   argued. A receipt without a dispatch is mostly a missing packing list; goods that come in by a
--   path of their own, or serial numbers written onto other goods, leave the same trace.
-- typologies: [T15, T16, T25]
-- red_flags: [KYC-22]
-- innocent:
--   - The packing list was not given to us.
--   - The serial number was mistyped on the receipt.
-- check: Ask the sender named on the receipt for the packing list with serial numbers.
WITH moved AS (
    SELECT unit, unit_kind, event, happened, seq, site, document, source,
           COUNT(CASE WHEN event IN ('shipping', 'returning') THEN 1 END) OVER sofar AS shipments_before,
           COUNT(CASE WHEN event = 'receiving' THEN 1 END) OVER sofar AS receipts_so_far
    FROM timeline
    WHERE event IN ('shipping', 'returning', 'receiving')
    WINDOW sofar AS (PARTITION BY unit ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
SELECT CASE WHEN unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       unit AS subject, happened AS since, CAST(NULL AS TIMESTAMP) AS until, moved.source AS evidence,
       COALESCE(f.name, moved.site) AS place, document
FROM moved
LEFT JOIN site_facts f ON f.site = moved.site
WHERE event = 'receiving' AND shipments_before = 0 AND receipts_so_far = 1;

SELECT 'receipts' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'receiving'
UNION ALL
SELECT 'shipments' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'shipping';
