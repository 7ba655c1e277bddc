-- question: Which lots were received in another number than they were shipped?
-- says: "{shipped} shipped on {sent} ({paper_sent}), {received} received at {place} on {since} ({paper_received})."
-- subject: lot
-- family: paper
-- m: 0.20
-- u: 0.02
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: argued. Clerks miscount and split deliveries; a remainder that never comes is also how a part of an order is kept back.
-- typologies: [T07, T08, T15]
-- red_flags: [SG-01]
-- innocent:
--   - A partial delivery whose second half is on another paper.
--   - A clerical error.
-- check: Compare packing list, air waybill and delivery note of this lot line by line.
WITH legs AS (
    SELECT unit, event, happened, seq, quantity, site, to_site, document, source,
           SUM(CASE WHEN event = 'shipping' THEN 1 ELSE 0 END) OVER (
               PARTITION BY unit ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS leg
    FROM timeline
    WHERE unit_kind = 'lot' AND event IN ('shipping', 'receiving')
),
balanced AS (
    SELECT unit, leg,
           SUM(CASE WHEN event = 'shipping' THEN quantity END) AS shipped,
           SUM(CASE WHEN event = 'receiving' THEN quantity END) AS received,
           MIN(CASE WHEN event = 'shipping' THEN happened END) AS sent,
           MAX(CASE WHEN event = 'receiving' THEN happened END) AS since,
           MIN(CASE WHEN event = 'shipping' THEN document END) AS paper_sent,
           MAX(CASE WHEN event = 'receiving' THEN document END) AS paper_received,
           MAX(CASE WHEN event = 'receiving' THEN site END) AS site,
           MIN(CASE WHEN event = 'shipping' THEN source END) AS source_sent,
           MAX(CASE WHEN event = 'receiving' THEN source END) AS source_received
    FROM legs
    GROUP BY unit, leg
)
SELECT b.unit AS subject, b.since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', b.source_sent, b.source_received) AS evidence,
       CAST(b.shipped AS BIGINT) AS shipped, CAST(b.received AS BIGINT) AS received, b.sent, b.paper_sent, b.paper_received,
       COALESCE(f.name, b.site) AS place
FROM balanced b
LEFT JOIN site_facts f ON f.site = b.site
WHERE b.shipped IS NOT NULL AND b.received IS NOT NULL AND b.shipped <> b.received;

SELECT 'lots with a shipment and a receipt' AS need, COUNT(DISTINCT s.unit) AS rows
FROM timeline s
JOIN timeline r ON r.unit = s.unit AND r.event = 'receiving'
WHERE s.unit_kind = 'lot' AND s.event = 'shipping';
