-- question: Which published red flags are present, absent, or cannot be tested with our data?
-- number: 21
WITH flags AS (SELECT UNNEST(red_flags) AS flag, detector FROM detectors),
blind AS (SELECT detector, MIN(CASE WHEN could_see THEN 1 ELSE 0 END) AS could_see FROM detector_coverage GROUP BY detector),
raised AS (SELECT detector, COUNT(*) AS findings FROM findings GROUP BY detector)
SELECT g.flag, CASE WHEN SUM(COALESCE(r.findings, 0)) > 0 THEN 'present'
                    WHEN MAX(COALESCE(b.could_see, 0)) = 1 THEN 'absent' ELSE 'cannot be tested' END AS verdict,
       CAST(SUM(COALESCE(r.findings, 0)) AS BIGINT) AS findings, STRING_AGG(g.detector, ', ' ORDER BY g.detector) AS tested_by,
       CASE WHEN g.flag LIKE 'DER-%' THEN 'analyst hypothesis' ELSE 'published' END AS standing
FROM flags g
LEFT JOIN blind b ON b.detector = g.detector
LEFT JOIN raised r ON r.detector = g.detector
GROUP BY g.flag
ORDER BY verdict DESC, g.flag
