-- question: Which buyers passed goods on within days of receiving them?
-- says: "{name} received {lots} on {since} and sent it on to {receiver} within {days} days ({document})."
-- subject: party
-- family: party
-- m: 0.30
-- u: 0.05
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: >
--   argued. A straw buyer holds nothing for long; distributors and repairers do the same for a living,
--   so the weight is small. Firms that forward or repair by trade are left out.
-- typologies: [T01, T10, T19]
-- red_flags: [KYC-21, BIS25-07]
-- innocent:
--   - The firm is a distributor, and its customer is known to the seller.
--   - Goods were returned or exchanged.
-- check: Ask the firm for its order from the final customer, dated before it bought.
-- parameters:
--   days_held: [14, "days within which goods are passed on"]
WITH stays AS (
    SELECT h.unit, h.party, h.held_from, h.held_to, n.party AS receiver, h.source, n.source AS source_after
    FROM holdings h
    JOIN holdings n ON n.unit = h.unit AND n.held_from = h.held_to
    WHERE h.state = 'held' AND h.opened_by = 'receiving' AND n.party <> h.party
      AND DATEDIFF('day', h.held_from, h.held_to) <= $days_held
),
firms AS (
    SELECT s.party, s.receiver, MIN(s.held_from) AS since, MAX(DATEDIFF('day', s.held_from, s.held_to)) AS days,
           COUNT(DISTINCT s.unit) AS units, MIN(s.source) AS source, MIN(s.source_after) AS source_after
    FROM stays s
    GROUP BY s.party, s.receiver
),
first_receivers AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY party ORDER BY since, receiver) AS place FROM firms
)
SELECT s.party AS subject, s.since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', s.source, s.source_after) AS evidence,
       COALESCE(p.name, s.party) AS name, CASE WHEN s.units = 1 THEN 'one unit or lot' ELSE CAST(s.units AS VARCHAR) || ' units or lots' END AS lots,
       COALESCE(r.name, s.receiver) AS receiver, s.days, t.document
FROM first_receivers s
LEFT JOIN party_facts p ON p.party = s.party
LEFT JOIN party_facts r ON r.party = s.receiver
LEFT JOIN (
    SELECT source, MIN(document) AS document FROM timeline
    WHERE source IN (SELECT source_after FROM first_receivers WHERE place = 1)
    GROUP BY source
) t ON t.source = s.source_after
WHERE s.place = 1
  AND COALESCE(p.business, '') NOT LIKE '%forward%' AND COALESCE(p.business, '') NOT LIKE '%freight%'
  AND COALESCE(p.business, '') NOT LIKE '%logistic%' AND COALESCE(p.business, '') NOT LIKE '%repair%'
  AND NOT EXISTS (SELECT 1 FROM site_facts f WHERE f.operator = s.party AND f.kind IN ('repair', 'fab'));

SELECT 'receipts with a receiving party' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'receiving' AND to_party IS NOT NULL;
