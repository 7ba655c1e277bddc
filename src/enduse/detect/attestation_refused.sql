-- question: Which evidence of a machine was offered and does not hold?
-- says: "Evidence offered for it does not hold: {reason}."
-- subject: unit
-- family: machine
-- m: 0.25
-- u: 0.03
-- unfitted: the worlds never show it
-- basis: >
--   argued. Evidence that is altered, old or of another device is what a staged answer looks like; honest tools
--   now and then pair a report with the wrong chain or lose bytes on the way.
-- typologies: [T04, T15, T16]
-- red_flags: [DER-01]
-- innocent:
--   - The report was stored beside another device's certificate chain.
--   - The file was damaged in transport.
-- check: Ask the device again with a fresh nonce that you choose, and take the bytes yourself.
WITH refused AS (
    SELECT p.exhibit, COALESCE(i.unit, p.unit) AS unit, COALESCE(n.site, p.site) AS site, p."at",
           SPLIT_PART(p.because, '; ', 1) AS reason
    FROM proofs p
    LEFT JOIN identities i ON i.identifier = p.unit
    LEFT JOIN site_keys n ON n.name = LOWER(TRIM(p.site))
    WHERE p.verdict = 'invalid' AND p.kind IN ('nvidia_attestation', 'eat', 'snp_report', 'tpm_quote')
)
SELECT CASE WHEN unit IS NULL THEN 'site' ELSE 'unit' END AS subject_kind, COALESCE(unit, site) AS subject,
       DATE_TRUNC('second', COALESCE(MIN("at"), $as_of)) AS since, CAST(NULL AS TIMESTAMP) AS until, MIN(exhibit) AS evidence,
       MIN(reason) AS reason
FROM refused
WHERE unit IN (SELECT unit FROM units) OR (unit IS NULL AND site IS NOT NULL)
GROUP BY unit, site;

SELECT 'statements of machines' AS need, COUNT(*) AS rows FROM proofs WHERE kind <> 'delay';
