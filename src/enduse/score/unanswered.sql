-- Of what was put in place or taken out long ago, the share that nothing was ever heard of again, by site.
-- A server, delivery or paper counts one. Sites that no report ever came from are left out: there silence says nothing.
-- look: of the units that somebody looked for, the share that was not found.
WITH sample AS (
    SELECT unit FROM units WHERE unit_kind <> 'lot' AND substr(md5(unit), 1, 4) < $sample_below
),
begun AS (
    SELECT timeline.unit, timeline.unit_kind, timeline.site, timeline.seq,
        CASE WHEN timeline.event = 'installing' THEN 'start' WHEN timeline.event = 'receiving' THEN 'install' ELSE 'out' END AS wait,
        CASE WHEN timeline.event = 'installing' THEN coalesce(timeline.parent, timeline.unit)
             ELSE coalesce(timeline.document, timeline.parent, timeline.unit) END AS cluster,
        (epoch($as_of) - epoch(timeline.happened)) / 86400.0 AS age
    FROM timeline JOIN sample ON sample.unit = timeline.unit
    WHERE timeline.event IN ('installing', 'receiving', 'removing')
),
heard AS (
    SELECT timeline.unit, max(timeline.seq) AS seq FROM timeline JOIN sample ON sample.unit = timeline.unit
    WHERE timeline.event NOT IN ('inspecting', 'missing', 'correcting') GROUP BY timeline.unit
),
clusters AS (
    SELECT begun.site, begun.wait, begun.cluster,
        avg(CASE WHEN heard.seq = begun.seq THEN 1.0 ELSE 0.0 END) AS unanswered
    FROM begun
    JOIN cells ON cells.site = begun.site AND cells.unit_kind = begun.unit_kind
    JOIN heard ON heard.unit = begun.unit
    WHERE begun.age > CASE WHEN begun.wait = 'out' THEN 120.0 ELSE greatest(60.0, 3.0 * cells.cadence_days) END
    GROUP BY begun.site, begun.wait, begun.cluster
)
SELECT site, wait, count(*) AS clusters, sum(unanswered) AS unanswered
FROM clusters GROUP BY site, wait
UNION ALL
SELECT site, 'look', count(*), sum(CASE WHEN event = 'missing' THEN 1.0 ELSE 0.0 END)
FROM timeline WHERE event IN ('inspecting', 'missing') AND site IS NOT NULL AND unit_kind <> 'lot' GROUP BY site
ORDER BY site, wait
