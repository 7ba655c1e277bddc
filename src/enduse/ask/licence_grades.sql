-- question: Of the chips on a licence, how many are attested, read, seen by label, on paper only?
-- number: 7
-- parameter: licence= licence number; all if empty
-- parameter: days=90 days that a sighting counts
WITH licensed AS (
    SELECT DISTINCT u.licence, u.subject AS unit, u.licensed FROM licence_use u
    WHERE u.licence IS NOT NULL AND ($licence = '' OR u.licence = $licence)
),
best AS (
    SELECT l.licence, l.licensed, p.unit, p.chips,
           MAX(CASE t.grade WHEN 'attested' THEN 3 WHEN 'read' THEN 2 WHEN 'label' THEN 1 ELSE 0 END) AS grade
    FROM licensed l
    JOIN containment c ON c.parent = l.unit
    JOIN units p ON p.unit = c.unit
    LEFT JOIN timeline t ON t.unit = p.unit AND t.event <> 'missing' AND DATEDIFF('day', t.happened, $as_of) <= $days
    GROUP BY l.licence, l.licensed, p.unit, p.chips
)
SELECT licence, MAX(licensed) AS licensed_units, CAST(SUM(chips) AS BIGINT) AS chips_shipped,
       CAST(SUM(CASE WHEN grade = 3 THEN chips ELSE 0 END) AS BIGINT) AS attested,
       CAST(SUM(CASE WHEN grade = 2 THEN chips ELSE 0 END) AS BIGINT) AS read,
       CAST(SUM(CASE WHEN grade = 1 THEN chips ELSE 0 END) AS BIGINT) AS label,
       CAST(SUM(CASE WHEN grade = 0 THEN chips ELSE 0 END) AS BIGINT) AS paper_only
FROM best
GROUP BY licence
ORDER BY licence
