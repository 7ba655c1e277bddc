-- Successive reports of a sample of units from one site, with no custody entry between.
WITH sample AS (
    SELECT unit FROM units WHERE unit_kind <> 'lot' AND substr(md5(unit), 1, 4) < $sample_below
),
told AS (
    SELECT timeline.unit, timeline.unit_kind, timeline.event, timeline.site, timeline.happened,
        lag(timeline.happened) OVER (PARTITION BY timeline.unit_no ORDER BY timeline.seq) AS before,
        lag(timeline.event) OVER (PARTITION BY timeline.unit_no ORDER BY timeline.seq) AS event_before,
        lag(timeline.site) OVER (PARTITION BY timeline.unit_no ORDER BY timeline.seq) AS site_before
    FROM timeline JOIN sample ON sample.unit = timeline.unit
    WHERE timeline.event <> 'inspecting'
)
SELECT unit, unit_kind, site, before, happened, (epoch(happened) - epoch(before)) / 86400.0 AS days
FROM told
WHERE event = 'observing' AND event_before = 'observing' AND site = site_before
