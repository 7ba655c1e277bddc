-- question: Which shipments needed a licence on their day and show none that fits?
-- says: "Shipped to {country} on {since} ({document}): a licence was needed ({rule}); {shown}."
-- subject: unit
-- family: law
-- m: 0.30
-- u: 0.02
-- unfitted: the worlds never show it
-- basis: argued. Goods sent where a licence is needed without one are what diversion on paper looks like; a licence that is merely not in the folder is the usual honest cause.
-- typologies: [T06, T10, T15]
-- red_flags: [KYC-22, BIS25-06, BIS26-01]
-- innocent:
--   - The licence exists and is not in the evidence.
--   - A licence exception was used, and its paper is kept elsewhere.
--   - The part, the destination or the headquarters is written wrongly.
-- check: Ask the exporter for the licence or exception claimed in the export declaration of this shipment.
SELECT CASE WHEN u.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       l.subject, l."on" AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', l.source, l.licence_source) AS evidence,
       d.destination AS country, t.document, d.rule,
       CASE l.outcome
           WHEN 'none' THEN 'none on file names this part and recipient'
           WHEN 'other_country' THEN CONCAT('licence ', l.licence, ' is for ', l.country)
           WHEN 'outside_validity' THEN CONCAT('licence ', l.licence, ' did not run on that day')
           WHEN 'other_site' THEN CONCAT('licence ', l.licence, ' is for site ', l.site)
           ELSE CONCAT('licence ', l.licence, ' names another exporter')
       END AS shown
FROM licence_use l
JOIN determinations d ON d.transfer = l.transfer
JOIN timeline t ON t.seq = l.transfer
LEFT JOIN units u ON u.unit = l.subject
WHERE l.needed = 'required' AND l.outcome NOT IN ('covered', 'overdrawn')
  AND COALESCE(d.exceptions, '') = ''
  AND EXISTS (SELECT 1 FROM licences)
ORDER BY subject, since;

SELECT 'licences on file' AS need, COUNT(*) AS rows FROM licences
UNION ALL
SELECT 'shipments whose law is decided' AS need, COUNT(*) AS rows FROM determinations WHERE outcome <> 'unknown';
