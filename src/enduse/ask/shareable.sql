-- question: Which exhibits does a finding rest on, so that one can decide what may be shown?
-- number: 38
-- parameter: subject= unit, lot, site or party; all if empty
WITH cited AS (
    SELECT finding, detector, subject, UNNEST(evidence) AS reference FROM findings WHERE $subject = '' OR subject = $subject
)
SELECT x.file, x.exhibit AS sha256, x.kind, COUNT(DISTINCT c.finding) AS findings, MIN(c.reference) AS first_reference
FROM cited c
JOIN exhibits x ON c.reference LIKE x.file || ':%' OR c.reference LIKE x.file || '#%'
GROUP BY x.file, x.exhibit, x.kind
ORDER BY findings DESC, x.file
