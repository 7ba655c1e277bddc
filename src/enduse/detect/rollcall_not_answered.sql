-- question: Which units did not answer a roll call that their neighbours answered?
-- says: "Called at {place} on {since} and {outcome}; {present} of {asked} units called there answered in time."
-- subject: unit
-- family: machine
-- m: 0.85
-- u: 0.06
-- unfitted: the worlds never show it
-- basis: >
--   argued. A chip that is gone cannot do the work in time. A chip that is there fails when it is down, busy or
--   hot; data centres report a few in a hundred machines out of service on any day.
-- typologies: [T04, T05, T13, T16]
-- red_flags: [DER-01]
-- innocent:
--   - The machine was down, in repair, or its workload could not be stopped in time.
--   - The network between the site and the verifier failed for this unit.
-- check: Call the unit again by itself, announced by an hour, and read its certificate identity on the spot.
WITH called AS (
    SELECT p.exhibit, COALESCE(i.unit, p.unit) AS unit, COALESCE(n.site, p.site) AS site, p.verdict, p."at", p.because
    FROM proofs p
    LEFT JOIN identities i
        ON i.identifier = p.unit AND (i.bound_from IS NULL OR i.bound_from <= p."at")
       AND (i.bound_to IS NULL OR i.bound_to > p."at")
    LEFT JOIN site_keys n ON n.name = LOWER(TRIM(p.site))
    WHERE p.kind = 'rollcall' AND p.unit IS NOT NULL
),
calls AS (
    SELECT exhibit, site, COUNT(*) AS asked, COUNT(CASE WHEN verdict = 'valid' THEN 1 END) AS present,
           MIN("at") AS since
    FROM called
    GROUP BY exhibit, site
)
SELECT c.unit AS subject, DATE_TRUNC('second', COALESCE(c."at", k.since)) AS since, CAST(NULL AS TIMESTAMP) AS until, c.exhibit AS evidence,
       COALESCE(f.name, c.site) AS place, k.present, k.asked,
       CASE WHEN c.verdict = 'unknown' THEN 'did not answer' ELSE 'failed' END AS outcome
FROM called c
JOIN calls k ON k.exhibit = c.exhibit AND k.site IS NOT DISTINCT FROM c.site
LEFT JOIN site_facts f ON f.site = c.site
WHERE c.verdict <> 'valid' AND k.present > 0;

SELECT 'units called in a roll call' AS need, COUNT(*) AS rows FROM proofs WHERE kind = 'rollcall';
