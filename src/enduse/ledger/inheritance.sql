-- Units and the containers that they were in, directly or one or two steps up (GPU in board in server in rack).
WITH one AS (SELECT unit, parent, inside_from, inside_to FROM containment),
two AS (
    SELECT one.unit, upper.parent,
        greatest(one.inside_from, upper.inside_from) AS inside_from,
        CASE WHEN one.inside_to IS NULL THEN upper.inside_to
             WHEN upper.inside_to IS NULL THEN one.inside_to
             ELSE least(one.inside_to, upper.inside_to) END AS inside_to
    FROM one
    JOIN containment AS upper ON upper.unit = one.parent
),
three AS (
    SELECT two.unit, upper.parent,
        greatest(two.inside_from, upper.inside_from) AS inside_from,
        CASE WHEN two.inside_to IS NULL THEN upper.inside_to
             WHEN upper.inside_to IS NULL THEN two.inside_to
             ELSE least(two.inside_to, upper.inside_to) END AS inside_to
    FROM two
    JOIN containment AS upper ON upper.unit = two.parent
)
SELECT * FROM one
UNION ALL SELECT * FROM two WHERE inside_to IS NULL OR inside_from < inside_to
UNION ALL SELECT * FROM three WHERE inside_to IS NULL OR inside_from < inside_to
