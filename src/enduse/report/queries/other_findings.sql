-- Findings about lots, sites and firms that no group of chips carries.
SELECT f.detector, f.family, f.subject_kind, f.subject, f.since, f.db, f.m, f.u, f.says, f.evidence,
       d.question, d.innocent, d."check", d.typologies, d.red_flags, d.basis
FROM findings f
LEFT JOIN detectors d ON d.detector = f.detector
WHERE f.subject_kind IN ('lot', 'party', 'site')
ORDER BY f.subject_kind, f.subject, f.db DESC, f.detector, f.finding
LIMIT $most
