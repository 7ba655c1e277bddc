-- What the law says of the subject, or of its units, alike ones once.
SELECT d.rule, d.part, d.destination, d.verdict, d.outcome, d.policy, d.because, d.cites, COUNT(DISTINCT d.subject) AS units,
       MIN(d."on") AS "on", MAX(d."on") AS last, MIN(d.source) AS source
FROM determinations d
WHERE d.verdict <> 'not_in_force'
  AND (d.subject = $subject OR d.subject IN (SELECT unit FROM subject_units) OR ($kind = 'party' AND d.to_party = $subject))
GROUP BY d.rule, d.part, d.destination, d.verdict, d.outcome, d.policy, d.because, d.cites
ORDER BY "on", d.rule, d.part, d.because
LIMIT 60
