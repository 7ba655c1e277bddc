-- What the law says of the subject, or of the parts and papers of its units.
SELECT DISTINCT d.subject, d.rule, d."on", d.verdict, d.outcome, d.because
FROM determinations d
WHERE d.verdict <> 'not_in_force'
  AND (d.subject = $subject
       OR d.subject IN (SELECT unit FROM subject_units)
       OR d.subject IN (SELECT u.part FROM units u JOIN subject_units s ON s.unit = u.unit)
       OR d.subject IN (SELECT u.lot FROM units u JOIN subject_units s ON s.unit = u.unit))
ORDER BY d."on", d.subject, d.rule
LIMIT 60
