-- question: Which papers claim that no licence was needed where the law of the day asked one?
-- says: "The paper of {since} says '{claimed}' ({document}); the law of that day asked a licence for {part} to {country} ({rule})."
-- subject: unit
-- family: law
-- m: 0.25
-- u: 0.01
-- unfitted: the worlds never show it
-- basis: argued. False claims on the declaration are documented in most smuggling cases; honest errors of classification are rare for parts this well known.
-- typologies: [T07, T15]
-- red_flags: [SG-01, KYC-22]
-- innocent:
--   - The forwarder filled in a default.
--   - The part or the destination is written wrongly in our records.
--   - The declaration was corrected later.
-- check: Compare the classification in the declaration with the maker's own.
WITH claims AS (
    SELECT seq, UPPER(CONCAT(' ', COALESCE(note, ''), ' ')) AS written FROM timeline WHERE event = 'shipping'
),
read AS (
    SELECT seq,
           CASE
               WHEN written LIKE '%NLR%' OR written LIKE '%NO LICENSE REQUIRED%' OR written LIKE '%NO LICENCE REQUIRED%'
                   THEN 'no licence required'
               WHEN written LIKE '%EAR99%' THEN 'EAR99'
               WHEN written LIKE '%5A992%' AND written NOT LIKE '%5A992.Z%' THEN '5A992'
               WHEN written LIKE '%4A994%' THEN '4A994'
               WHEN written LIKE '%3A991%' THEN '3A991'
           END AS claimed
    FROM claims
)
SELECT CASE WHEN t.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       d.subject, d."on" AS since, CAST(NULL AS TIMESTAMP) AS until,
       d.source AS evidence, r.claimed, t.document, d.part, d.destination AS country, d.rule
FROM determinations d
JOIN read r ON r.seq = d.transfer
JOIN timeline t ON t.seq = d.transfer
WHERE d.outcome = 'required' AND r.claimed IS NOT NULL AND COALESCE(d.exceptions, '') = ''
ORDER BY subject, since;

SELECT 'shipping papers that claim a classification' AS need, COUNT(*) AS rows
FROM timeline
WHERE event = 'shipping'
  AND (UPPER(note) LIKE '%NLR%' OR UPPER(note) LIKE '%EAR99%' OR UPPER(note) LIKE '%A99%' OR UPPER(note) LIKE '%LICEN%');
