-- question: On which licences was more shipped than they allow?
-- says: "{drawn} units drawn on licence {licence} by {since}; it allows {licensed}."
-- subject: unit
-- family: law
-- m: 0.15
-- u: 0.01
-- unfitted: the worlds never show it
-- basis: argued. A surplus over the licence must have been meant for someone the licence does not name; amendments that were not filed explain most of the rest.
-- typologies: [T04, T15]
-- red_flags: [KYC-22, BIS26-02]
-- innocent:
--   - The licence was amended and the amendment is not in the evidence.
--   - Replacements for failed units were shipped on the same licence.
--   - A shipment was cancelled and its paper not withdrawn.
-- check: Ask for the licence's own ledger of shipments and for its amendments.
SELECT CASE WHEN u.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       l.subject, l."on" AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', l.source, l.licence_source) AS evidence,
       l.licence, l.licensed, l.drawn
FROM licence_use l
LEFT JOIN units u ON u.unit = l.subject
WHERE l.outcome = 'overdrawn'
ORDER BY subject, since;

SELECT 'licences with a quantity' AS need, COUNT(*) AS rows FROM licences WHERE quantity IS NOT NULL
UNION ALL
SELECT 'shipments drawn on a licence' AS need, COUNT(*) AS rows FROM licence_use WHERE licence IS NOT NULL;
