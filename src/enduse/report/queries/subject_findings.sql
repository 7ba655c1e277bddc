-- Findings about the subject itself, and those about its units, alike ones once.
WITH about AS (
    SELECT f.*, 0 AS inner_one FROM findings f WHERE f.subject_kind = $kind AND f.subject = $subject
    UNION ALL
    SELECT f.*, 1 AS inner_one FROM findings f JOIN subject_units s ON s.unit = f.subject
    WHERE f.subject_kind IN ('unit', 'lot') AND NOT (f.subject_kind = $kind AND f.subject = $subject)
)
SELECT a.detector, a.family, a.db, a.since, a.says, COUNT(*) AS units, MIN(a.finding) AS finding,
       MIN_BY(a.evidence, a.finding) AS evidence, MIN(d."check") AS "check", MIN_BY(d.innocent, a.finding) AS innocent,
       MIN(a.inner_one) AS inner_one
FROM about a
LEFT JOIN detectors d ON d.detector = a.detector
GROUP BY a.detector, a.family, a.db, a.since, a.says
ORDER BY inner_one, db DESC, units DESC, detector, says
LIMIT 40
