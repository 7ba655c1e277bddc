-- question: Which units changed parent chassis, and does a repair record explain it?
-- number: 5
WITH stays AS (
    SELECT unit, parent, inside_from, source, LAG(parent) OVER told AS parent_before, LAG(inside_from) OVER told AS from_before
    FROM containment
    WINDOW told AS (PARTITION BY unit ORDER BY inside_from)
)
SELECT s.unit, s.parent_before, s.parent AS parent_after, s.inside_from AS since,
       MAX(CASE WHEN t.event IN ('removing', 'repairing', 'returning') THEN t.event || ' ' || COALESCE(t.document, '') END) AS explained_by,
       s.source
FROM stays s
LEFT JOIN timeline t ON t.unit = s.unit AND t.happened >= s.from_before AND t.happened <= s.inside_from
WHERE s.parent <> s.parent_before
GROUP BY s.unit, s.parent_before, s.parent, s.inside_from, s.source
ORDER BY explained_by NULLS FIRST, since, s.unit
