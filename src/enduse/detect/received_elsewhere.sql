-- question: What arrived at another place than its papers declared?
-- says: "Declared for {declared} ({paper_sent}), received at {place} on {since} ({paper})."
-- subject: unit
-- family: paper
-- m: 0.15
-- u: 0.02
-- basis: argued. Destinations change for honest reasons in about two of a hundred deliveries; a late change of plan is a published red flag.
-- typologies: [T02, T06, T15]
-- red_flags: [TRI-05, SG-01, KYC-10]
-- innocent:
--   - The operator has two halls and unloads at one of them.
--   - The delivery was split or rerouted with the seller's knowledge.
-- check: Ask the seller whether it agreed to the change, in writing and before the delivery.
WITH legs AS (
    SELECT unit, unit_kind, event, happened, site, to_site, document, source, seq,
           LAG(event) OVER told AS event_before, LAG(to_site) OVER told AS declared_site,
           LAG(document) OVER told AS paper_sent, LAG(source) OVER told AS source_before
    FROM timeline
    WHERE event IN ('shipping', 'receiving')
    WINDOW told AS (PARTITION BY unit ORDER BY seq)
)
SELECT CASE WHEN l.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       l.unit AS subject, l.happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', l.source_before, l.source) AS evidence,
       COALESCE(there.name, l.declared_site) AS declared, l.paper_sent, COALESCE(here.name, l.site) AS place, l.document AS paper
FROM legs l
LEFT JOIN site_facts here ON here.site = l.site
LEFT JOIN site_facts there ON there.site = l.declared_site
WHERE l.event = 'receiving' AND l.event_before = 'shipping' AND l.site <> l.declared_site;

SELECT 'shipments with a declared destination' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'shipping' AND to_site IS NOT NULL
UNION ALL
SELECT 'receipts with a place' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'receiving' AND site IS NOT NULL;
