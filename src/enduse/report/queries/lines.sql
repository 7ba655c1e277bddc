-- The lines of evidence of one subject for one hypothesis, in order.
SELECT line, family, finding, says, reverses, db, leg, origin
FROM evidence_lines
WHERE subject_kind = $kind AND subject = $subject AND hypothesis = $hypothesis
ORDER BY line
