-- Detectors that could not have seen, and what they lacked.
SELECT c.detector, d.question, STRING_AGG(c.need, '; ' ORDER BY c.need) AS lacked
FROM detector_coverage c
LEFT JOIN detectors d ON d.detector = c.detector
WHERE NOT c.could_see
GROUP BY c.detector, d.question
ORDER BY c.detector
