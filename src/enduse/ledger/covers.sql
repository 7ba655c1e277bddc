-- Spans in which a unit at a site counts as verified (at one grade or above) or as seen at all.
-- A sighting covers the unit for the timeliness goal; sightings closer together than the goal are one cover.
WITH levels AS (SELECT * FROM (VALUES (1, 'verified'), (2, 'read'), (3, 'attested')) AS levels (level, measure)),
sightings AS (
    SELECT timeline.unit, timeline.site, timeline.happened, timeline.unit_kind,
           max(CASE timeline.grade WHEN 'attested' THEN 3 WHEN 'read' THEN 2 ELSE 1 END) AS level,
           max(timeline.quantity) AS quantity
    FROM timeline
    WHERE timeline.event IN ('observing', 'inspecting', 'installing', 'receiving') AND timeline.grade <> 'document'
      AND timeline.site IS NOT NULL
      AND timeline.unit IN (SELECT unit FROM units WHERE chips > 0)
    GROUP BY timeline.unit, timeline.site, timeline.happened, timeline.unit_kind
),
graded AS (
    SELECT sightings.unit, sightings.site, levels.measure, sightings.happened,
        lag(sightings.happened) OVER seen AS happened_before, lead(sightings.happened) OVER seen AS happened_after
    FROM sightings
    JOIN levels ON levels.level <= sightings.level
    WHERE sightings.unit_kind <> 'lot'
    WINDOW seen AS (PARTITION BY sightings.unit, sightings.site, levels.measure ORDER BY sightings.happened)
),
edges AS (
    SELECT unit, site, measure, happened,
        happened_before IS NULL OR happened_before + $timeliness_days * INTERVAL 1 DAY < happened AS is_first,
        happened_after IS NULL OR happened + $timeliness_days * INTERVAL 1 DAY < happened_after AS is_last
    FROM graded
),
islands AS (
    SELECT unit, site, measure, happened, is_first,
        CASE WHEN is_last THEN happened
             ELSE lead(happened) OVER (PARTITION BY unit, site, measure ORDER BY happened) END AS last_seen
    FROM edges
    WHERE is_first OR is_last
),
lot_counts AS (
    SELECT unit, site, happened, level, quantity,
        lead(happened) OVER (PARTITION BY unit, site ORDER BY happened) AS happened_after
    FROM sightings
    WHERE unit_kind = 'lot'
)
SELECT unit, site, measure, happened AS cover_from, last_seen + $timeliness_days * INTERVAL 1 DAY AS cover_to,
       CAST(NULL AS BIGINT) AS quantity
FROM islands WHERE is_first
UNION ALL
SELECT unit, site, 'seen', min(happened), CAST(NULL AS TIMESTAMP), CAST(NULL AS BIGINT)
FROM sightings WHERE unit_kind <> 'lot' GROUP BY unit, site
UNION ALL
SELECT lot_counts.unit, lot_counts.site, levels.measure, lot_counts.happened,
       least(lot_counts.happened + $timeliness_days * INTERVAL 1 DAY,
             coalesce(lot_counts.happened_after, lot_counts.happened + $timeliness_days * INTERVAL 1 DAY)),
       lot_counts.quantity
FROM lot_counts
JOIN levels ON levels.level <= lot_counts.level
UNION ALL
SELECT unit, site, 'seen', happened, happened_after, quantity FROM lot_counts
