-- question: Which machine answered faster than any signal could have come from its stated site?
-- says: "On {since} it answered landmarks {landmarks} too fast to have been at {place}: {reason}."
-- subject: unit
-- family: place
-- m: 0.30
-- u: 0.002
-- unfitted: the worlds never show it
-- basis: >
--   argued. Two or more landmarks that agree with each other exclude the stated site by the speed of light in
--   fibre, with a tolerance of 50 km. A diverted machine that answers at all may add delay and escape this, so it is
--   taken to be caught in three of ten cases; an honest one is accused by a wrong coordinate of the site (bad site
--   labels: 5 of 246 nodes of a measurement network, most of them named by the landmarks' own check beforehand).
-- typologies: [T04, T14, T16]
-- red_flags: [TRI-04, DER-01]
-- innocent:
--   - The coordinates of the site are wrong.
--   - The machine was moved with its paper still to come.
--   - The key that answered is held by another machine, a proxy of the operator for instance.
-- check: Measure again from landmarks within 50 km of the stated site, against an attested key.
SELECT COALESCE(i.unit, l.unit) AS subject, DATE_TRUNC('second', COALESCE(l."at", $as_of)) AS since,
       CAST(NULL AS TIMESTAMP) AS until, l.source AS evidence,
       ARRAY_TO_STRING(l.binding, ', ') AS landmarks, COALESCE(f.name, l.site) AS place,
       SPLIT_PART(l.because, '; ', 1) AS reason
FROM locations l
LEFT JOIN identities i ON i.identifier = l.unit
LEFT JOIN site_facts f ON f.site = l.site
WHERE l.verdict = 'contradicted' AND COALESCE(i.unit, l.unit) IN (SELECT unit FROM units);

SELECT 'units located by delay at a stated site' AS need, COUNT(*) AS rows FROM locations WHERE site IS NOT NULL;
