-- question: Do we have the instruments to see it if it were true?
-- number: 25
-- parameter: typology= T01 to T27; all if empty
SELECT c.detector, d.question, d.typologies, c.need, c.rows, c.could_see FROM detector_coverage c
LEFT JOIN detectors d ON d.detector = c.detector
WHERE $typology = '' OR ARRAY_CONTAINS(d.typologies, $typology)
ORDER BY c.could_see, c.detector, c.need
