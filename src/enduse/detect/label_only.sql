-- question: What was inspected by its label although the device could have been read?
-- says: "Inspected at {place} on {since} by label only, while machines there answered electronically. {note}"
-- subject: unit
-- family: machine
-- m: 0.50
-- u: 0.20
-- unfitted: the worlds would weigh it more, and may only lower a weight
-- basis: >
--   argued. Labels and dummy servers have passed inspections (T04); many honest visits also stop at
--   the label, so the weight is small.
-- typologies: [T04, T24]
-- red_flags: [DER-01]
-- innocent:
--   - The visit's method allowed labels, or the customer's workload could not be stopped.
--   - The inspector wrote down the labels and read the devices as well, and the record keeps only the former.
-- check: Ask for the inspector's notes; at the next visit read the serial number from the device with a fresh nonce.
WITH readable AS (
    SELECT site, MIN(first_read) AS since FROM sighted WHERE reads > 0 GROUP BY site
)
SELECT s.unit AS subject, s.inspected AS since, CAST(NULL AS TIMESTAMP) AS until, s.inspected_source AS evidence,
       COALESCE(f.name, s.site) AS place, COALESCE('Inspector: ' || s.inspected_note || '.', '') AS note
FROM sighted s
JOIN readable r ON r.site = s.site AND r.since <= s.inspected
LEFT JOIN site_facts f ON f.site = s.site
WHERE s.inspected_grade = 'label';

SELECT 'inspections' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'inspecting'
UNION ALL
SELECT 'electronic readings' AS need, COUNT(*) AS rows FROM timeline WHERE grade IN ('read', 'attested');
