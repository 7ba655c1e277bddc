-- Gaps in the reports of a sample of units that reported again, with no custody entry between.
WITH sample AS (
    SELECT unit FROM units WHERE unit_kind <> 'lot' AND substr(md5(unit), 1, 4) < $sample_below
),
steps AS (
    SELECT timeline.unit, timeline.unit_kind, timeline.event, timeline.site, timeline.happened,
        lag(timeline.happened) OVER (PARTITION BY timeline.unit_no ORDER BY timeline.seq) AS before,
        lag(timeline.event) OVER (PARTITION BY timeline.unit_no ORDER BY timeline.seq) AS event_before,
        lag(timeline.site) OVER (PARTITION BY timeline.unit_no ORDER BY timeline.seq) AS site_before
    FROM timeline JOIN sample ON sample.unit = timeline.unit
    WHERE timeline.event <> 'inspecting'
)
SELECT steps.site, steps.unit_kind, CAST(steps.before AS DATE) AS from_day, CAST(steps.happened AS DATE) AS to_day,
       count(*) AS units, min(coalesce(inside.parent, steps.unit)) AS first_cluster,
       count(DISTINCT coalesce(inside.parent, steps.unit)) AS clusters
FROM steps
JOIN cells ON cells.site = steps.site AND cells.unit_kind = steps.unit_kind
LEFT JOIN (SELECT unit, max(parent) AS parent FROM containment GROUP BY unit) AS inside ON inside.unit = steps.unit
WHERE steps.event = 'observing' AND steps.event_before = 'observing' AND steps.site = steps.site_before
  AND (epoch(steps.happened) - epoch(steps.before)) / 86400.0 > 1.9 * cells.cadence_days
GROUP BY steps.site, steps.unit_kind, CAST(steps.before AS DATE), CAST(steps.happened AS DATE)
ORDER BY 1, 2, 3, 4
