-- question: What was shipped and never received anywhere?
-- says: "Shipped on {since} from {origin} to {destination}; nothing has acknowledged it in {days} days."
-- subject: unit
-- family: custody
-- m: 0.30
-- u: 0.01
-- unfitted: the worlds would weigh it more, and may only lower a weight
-- basis: >
--   argued. Goods diverted on the way are either received on false paper (not seen here) or
--   not received at all; about a third are taken to be of the second kind. Of honest shipments
--   older than the time allowed about one in a hundred lacks its receipt (clerical loss).
-- typologies: [T06, T10, T12, T15]
-- red_flags: [KYC-08, KYC-10, SG-01]
-- innocent:
--   - The receipt was not keyed in, or stands under another identifier.
--   - The shipment is held by customs or in a bonded warehouse.
--   - The shipment was cancelled and the paper not withdrawn.
-- check: Ask the consignee for the signed delivery note and one read serial number from each crate.
-- parameters:
--   transit_days: [45, "days allowed from dock to dock, sea freight and customs included"]
WITH last_shipped AS (
    SELECT unit, unit_kind, happened, site, to_site, to_country, to_party, source,
           ROW_NUMBER() OVER (PARTITION BY unit ORDER BY seq DESC) AS newest
    FROM timeline
    WHERE event = 'shipping'
),
acknowledged AS (
    SELECT unit, MAX(happened) AS happened
    FROM timeline
    WHERE event <> 'shipping' AND event <> 'missing'
    GROUP BY unit
)
SELECT CASE WHEN s.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       s.unit AS subject,
       s.happened AS since,
       CAST(NULL AS TIMESTAMP) AS until,
       s.source AS evidence,
       COALESCE(here.name, s.site) AS origin,
       COALESCE(there.name, s.to_site, s.to_party, s.to_country) AS destination,
       DATEDIFF('day', s.happened, $as_of) AS days
FROM last_shipped s
LEFT JOIN acknowledged a ON a.unit = s.unit AND a.happened > s.happened
LEFT JOIN site_facts here ON here.site = s.site
LEFT JOIN site_facts there ON there.site = s.to_site
WHERE s.newest = 1
  AND a.unit IS NULL
  AND DATEDIFF('day', s.happened, $as_of) > $transit_days;

SELECT 'shipments older than the time allowed' AS need, COUNT(*) AS rows
FROM timeline
WHERE event = 'shipping' AND DATEDIFF('day', happened, $as_of) > $transit_days
UNION ALL
SELECT 'receipts' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'receiving';
