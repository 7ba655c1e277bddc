-- How long honest waits last, from a sample of units: each custody entry and what came next.
WITH sample AS (
    SELECT unit FROM units WHERE unit_kind <> 'lot' AND substr(md5(unit), 1, 4) < $sample_below
),
moves AS (
    SELECT timeline.unit, timeline.event, timeline.happened, timeline.site, timeline.to_site, timeline.seq
    FROM timeline JOIN sample ON sample.unit = timeline.unit
    WHERE timeline.event IN ('shipping', 'receiving', 'installing', 'removing', 'repairing', 'returning',
                             'decommissioning', 'destroying')
    UNION ALL
    SELECT reported.unit, 'seen', reported.first_at, reported.site, NULL, reported.last_seq
    FROM reported JOIN sample ON sample.unit = reported.unit
),
paired AS (
    SELECT moves.*,
        lead(event) OVER (PARTITION BY unit ORDER BY happened, seq) AS next_event,
        lead(happened) OVER (PARTITION BY unit ORDER BY happened, seq) AS next_at
    FROM moves
)
SELECT
    CASE
        WHEN event = 'shipping' THEN 'transit'
        WHEN event IN ('removing', 'repairing') THEN 'out'
        WHEN event = 'receiving' AND here.kind = 'data_centre' THEN 'install'
        WHEN event = 'receiving' THEN 'dwell'
        WHEN event = 'installing' THEN 'start'
        ELSE 'other'
    END AS wait,
    next_event,
    (epoch(next_at) - epoch(happened)) / 86400.0 AS days,
    (epoch($as_of) - epoch(happened)) / 86400.0 AS observable_days,
    count(*) AS units
FROM paired
LEFT JOIN places_here AS here ON here.site = paired.site
WHERE event <> 'seen'
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
