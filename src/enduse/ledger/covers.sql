-- Spans in which a unit at a site counts as verified (at one grade or above) or as seen at all.
-- A sighting covers the unit for the timeliness goal; sightings closer together than the goal are one cover.
WITH levels AS (SELECT * FROM (VALUES (1, 'verified'), (2, 'read'), (3, 'attested')) AS levels (level, measure)),
sightings AS (
    SELECT unit_no, unit, site, happened, unit_kind, quantity,
           CASE grade WHEN 'attested' THEN 3 WHEN 'read' THEN 2 ELSE 1 END AS level
    FROM timeline
    WHERE event IN ('observing', 'inspecting', 'installing', 'receiving') AND grade <> 'document' AND site IS NOT NULL
),
-- sightings of one goal's length lie in one cover whatever else there is: only the first and the last of them matter;
-- what is seen at one grade is seen at every grade below it
bundles AS (
    SELECT unit_no, site, CAST(floor(epoch(happened) / (86400.0 * $timeliness_days)) AS BIGINT) AS goal_no, min(unit) AS unit,
        min(happened) AS first_1, max(happened) AS last_1,
        min(CASE WHEN level >= 2 THEN happened END) AS first_2, max(CASE WHEN level >= 2 THEN happened END) AS last_2,
        min(CASE WHEN level = 3 THEN happened END) AS first_3, max(CASE WHEN level = 3 THEN happened END) AS last_3
    FROM sightings
    WHERE unit_kind <> 'lot'
    GROUP BY unit_no, site, CAST(floor(epoch(happened) / (86400.0 * $timeliness_days)) AS BIGINT)
),
graded AS (
    SELECT unit_no, unit, site, 1 AS level, first_1 AS happened, last_1 AS last_happened FROM bundles
    UNION ALL
    SELECT unit_no, unit, site, 2, first_2, last_2 FROM bundles WHERE first_2 IS NOT NULL
    UNION ALL
    SELECT unit_no, unit, site, 3, first_3, last_3 FROM bundles WHERE first_3 IS NOT NULL
),
followed AS (
    SELECT *,
        lag(last_happened) OVER (PARTITION BY unit_no, site, level ORDER BY happened) AS seen_before,
        max(last_happened) OVER (PARTITION BY unit_no, site, level ORDER BY happened ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS seen_last
    FROM graded
),
-- a cover begins where nothing was seen for a goal's length before, and ends with the last that was seen before the next
begun AS (
    SELECT unit_no, site, level, unit, happened, seen_last,
        lead(seen_before) OVER (PARTITION BY unit_no, site, level ORDER BY happened) AS seen_until
    FROM followed
    WHERE seen_before IS NULL OR seen_before + $timeliness_days * INTERVAL 1 DAY < happened
),
lot_counts AS (
    SELECT unit, site, happened, max(level) AS level, max(quantity) AS quantity,
        lead(happened) OVER (PARTITION BY unit, site ORDER BY happened) AS happened_after
    FROM sightings
    WHERE unit_kind = 'lot'
    GROUP BY unit, site, happened
)
SELECT begun.unit, begun.site, levels.measure, begun.happened AS cover_from,
       coalesce(begun.seen_until, begun.seen_last) + $timeliness_days * INTERVAL 1 DAY AS cover_to,
       CAST(NULL AS BIGINT) AS quantity
FROM begun
JOIN levels ON levels.level = begun.level
UNION ALL
SELECT min(unit), site, 'seen', min(first_1), CAST(NULL AS TIMESTAMP), CAST(NULL AS BIGINT)
FROM bundles GROUP BY unit_no, site
UNION ALL
SELECT lot_counts.unit, lot_counts.site, levels.measure, lot_counts.happened,
       least(lot_counts.happened + $timeliness_days * INTERVAL 1 DAY,
             coalesce(lot_counts.happened_after, lot_counts.happened + $timeliness_days * INTERVAL 1 DAY)),
       lot_counts.quantity
FROM lot_counts
JOIN levels ON levels.level <= lot_counts.level
UNION ALL
SELECT unit, site, 'seen', happened, happened_after, quantity FROM lot_counts
