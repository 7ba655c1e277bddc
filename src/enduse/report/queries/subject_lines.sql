SELECT hypothesis, line, family, says, reverses, db, leg, origin FROM evidence_lines
WHERE subject_kind = $kind AND subject = $subject AND hypothesis = 'diverted'
ORDER BY line
