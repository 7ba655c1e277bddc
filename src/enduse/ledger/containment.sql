-- Which unit sat in which container: from the entry that says so until one that says otherwise.
WITH said AS (
    SELECT unit, happened, parent, source,
        CASE WHEN parent IS NOT NULL THEN parent
             WHEN event IN ('removing', 'repairing', 'returning', 'decommissioning', 'destroying') THEN ''
        END AS inside
    FROM resolved
    WHERE unit_kind <> 'rack'
      AND (parent IS NOT NULL OR event IN ('removing', 'repairing', 'returning', 'decommissioning', 'destroying'))
      AND unit IN (SELECT unit FROM mounted)
),
instants AS (
    SELECT unit, happened, max(inside) AS inside, min(source) AS source FROM said GROUP BY unit, happened
),
changes AS (
    SELECT *, lag(inside) OVER (PARTITION BY unit ORDER BY happened) AS inside_before FROM instants
),
spans AS (
    SELECT unit, inside, happened AS inside_from, source,
           lead(happened) OVER (PARTITION BY unit ORDER BY happened) AS inside_to
    FROM changes
    WHERE inside_before IS NULL OR inside_before <> inside
)
SELECT unit, coalesce(alias.unit_named, inside) AS parent, inside_from, inside_to, source
FROM spans
LEFT JOIN parent_names AS alias ON alias.written = inside
WHERE inside <> '' AND inside <> unit
