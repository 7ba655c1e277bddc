-- Spans in which a unit at a site counts as verified (at one grade or above) or as seen at all.
-- A sighting covers the unit for the timeliness goal; sightings closer together than the goal are one cover.
WITH levels AS (SELECT * FROM (VALUES (1, 'verified'), (2, 'read'), (3, 'attested')) AS levels (level, measure)),
sightings AS (
    SELECT unit_no, unit, site, happened, unit_kind, quantity,
           CASE grade WHEN 'attested' THEN 3 WHEN 'read' THEN 2 ELSE 1 END AS level
    FROM timeline
    WHERE event IN ('observing', 'inspecting', 'installing', 'receiving') AND grade <> 'document' AND site IS NOT NULL
),
-- sightings of one goal's length lie in one cover whatever else there is: only the first and the last of them matter
bundles AS (
    SELECT unit_no, site, level, min(happened) AS happened, max(happened) AS last_happened, min(unit) AS unit
    FROM sightings
    WHERE unit_kind <> 'lot'
    GROUP BY unit_no, site, level, CAST(floor(epoch(happened) / (86400.0 * $timeliness_days)) AS BIGINT)
),
graded AS (
    SELECT bundles.unit_no, bundles.unit, bundles.site, levels.measure, bundles.happened, bundles.last_happened,
        max(bundles.last_happened) OVER (PARTITION BY bundles.unit_no, bundles.site, levels.measure
            ORDER BY bundles.happened, bundles.last_happened ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS seen_before
    FROM bundles
    JOIN levels ON levels.level <= bundles.level
),
begun AS (
    SELECT *,
        sum(CASE WHEN seen_before IS NULL OR seen_before + $timeliness_days * INTERVAL 1 DAY < happened THEN 1 ELSE 0 END)
            OVER (PARTITION BY unit_no, site, measure ORDER BY happened, last_happened) AS cover_no
    FROM graded
),
lot_counts AS (
    SELECT unit, site, happened, max(level) AS level, max(quantity) AS quantity,
        lead(happened) OVER (PARTITION BY unit, site ORDER BY happened) AS happened_after
    FROM sightings
    WHERE unit_kind = 'lot'
    GROUP BY unit, site, happened
)
SELECT min(unit) AS unit, site, measure, min(happened) AS cover_from,
       max(last_happened) + $timeliness_days * INTERVAL 1 DAY AS cover_to, CAST(NULL AS BIGINT) AS quantity
FROM begun
GROUP BY unit_no, site, measure, cover_no
UNION ALL
SELECT min(unit), site, 'seen', min(happened), CAST(NULL AS TIMESTAMP), CAST(NULL AS BIGINT)
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
