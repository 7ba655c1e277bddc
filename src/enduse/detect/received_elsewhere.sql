-- question: What arrived at another place than its papers declared?
-- says: "Declared for {declared} ({paper_sent}), received at {place} on {since} ({paper})."
-- subject: unit
-- family: paper
-- m: 0.15
-- u: 0.02
-- unfitted: the worlds never show it
-- basis: argued. Destinations change for honest reasons in about two of a hundred deliveries; a late change of plan is a published red flag.
-- typologies: [T02, T06, T15]
-- red_flags: [TRI-05, SG-01, KYC-10]
-- innocent:
--   - The operator has two halls and unloads at one of them.
--   - The delivery was split or rerouted with the seller's knowledge.
-- check: Ask the seller whether it agreed to the change, in writing and before the delivery.
SELECT CASE WHEN t.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       p.unit AS subject, p.happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', b.source, t.source) AS evidence,
       COALESCE(there.name, p.to_site_before) AS declared, b.document AS paper_sent,
       COALESCE(here.name, p.site) AS place, t.document AS paper
FROM passages p
JOIN timeline t ON t.seq = p.seq
JOIN timeline b ON b.seq = p.seq_before
LEFT JOIN site_facts here ON here.site = p.site
LEFT JOIN site_facts there ON there.site = p.to_site_before
WHERE p.event = 'receiving' AND p.event_before = 'shipping' AND p.site <> p.to_site_before;

SELECT 'shipments with a declared destination' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'shipping' AND to_site IS NOT NULL
UNION ALL
SELECT 'receipts with a place' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'receiving' AND site IS NOT NULL;
