-- question: Which detectors earn their keep: alerts, subjects later seen again, subjects found missing?
-- number: 36
WITH outcome AS (
    SELECT f.detector, f.subject,
           MAX(CASE WHEN t.event = 'missing' AND t.happened > f.since THEN 1 ELSE 0 END) AS confirmed,
           MAX(CASE WHEN t.grade IN ('read', 'attested') AND t.happened > f.since AND t.event = 'inspecting' THEN 1 ELSE 0 END) AS dismissed
    FROM findings f
    LEFT JOIN timeline t ON t.unit = f.subject
    GROUP BY f.detector, f.subject
)
SELECT o.detector, d.question, COUNT(*) AS subjects, CAST(SUM(o.confirmed) AS BIGINT) AS found_missing,
       CAST(SUM(o.dismissed) AS BIGINT) AS read_at_an_inspection_since, d.m, d.u
FROM outcome o
LEFT JOIN detectors d ON d.detector = o.detector
GROUP BY o.detector, d.question, d.m, d.u
ORDER BY subjects DESC, o.detector
