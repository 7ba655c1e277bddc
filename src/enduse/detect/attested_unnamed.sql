-- question: Where did devices attest that no paper names?
-- says: "{strangers} of {answered} devices that attested at {place} on {since} are bound to no serial number of the book."
-- subject: site
-- family: machine
-- m: 0.30
-- u: 0.08
-- unfitted: the worlds never show it
-- basis: >
--   argued. Devices borrowed for an inspection attest as well as the booked ones do, but under names that the
--   book lacks. Boards exchanged in repair without paper look the same, in a few of a hundred honest fleets.
-- typologies: [T04, T16]
-- red_flags: [DER-01]
-- innocent:
--   - Boards were exchanged in repair and the new certificate identities are not on file yet.
--   - The list that binds certificates to serial numbers covers only a part of the fleet.
-- check: Ask for the return papers of the exchanged boards, and read the serial number of each stranger.
WITH answered AS (
    SELECT p.exhibit, p.unit AS name, COALESCE(n.site, p.site) AS site, p."at",
           MAX(CASE WHEN i.unit <> p.unit THEN 1 ELSE 0 END) AS named
    FROM proofs p
    LEFT JOIN identities i ON i.identifier = p.unit
    LEFT JOIN site_keys n ON n.name = LOWER(TRIM(p.site))
    WHERE p.kind = 'nvidia_attestation' AND p.verdict = 'valid' AND p.site IS NOT NULL AND p."at" IS NOT NULL
    GROUP BY p.exhibit, p.unit, COALESCE(n.site, p.site), p."at"
),
counted AS (
    SELECT site, "at", COUNT(DISTINCT name) AS answered,
           COUNT(DISTINCT CASE WHEN named = 0 THEN name END) AS strangers, MIN(exhibit) AS evidence
    FROM answered
    GROUP BY site, "at"
)
SELECT c.site AS subject, DATE_TRUNC('second', c."at") AS since, CAST(NULL AS TIMESTAMP) AS until, c.evidence,
       COALESCE(f.name, c.site) AS place, c.strangers, c.answered
FROM counted c
LEFT JOIN site_facts f ON f.site = c.site
WHERE c.strangers > 0 AND c.strangers < c.answered;

SELECT 'attested devices at a named site' AS need, COUNT(*) AS rows
FROM proofs WHERE kind = 'nvidia_attestation' AND verdict = 'valid' AND site IS NOT NULL AND "at" IS NOT NULL;
