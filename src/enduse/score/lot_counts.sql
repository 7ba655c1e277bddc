-- Lots by count: how many stand where they arrived, how many are doubtful, how many of the rest somebody looked for.
-- doubtful: still on the way, or missing from a count of most of the lot. A look at a few of the lot
-- is a sample: `seen` of them were there, `gone` were not.
WITH lots AS (
    SELECT unit FROM units WHERE unit_kind = 'lot'
),
standing AS (
    SELECT holdings.unit,
        sum(CASE WHEN holdings.state = 'held' THEN holdings.quantity ELSE 0 END) AS held,
        sum(CASE WHEN holdings.state IN ('transit', 'missing') THEN holdings.quantity ELSE 0 END) AS on_the_way,
        min(CASE WHEN holdings.state IN ('transit', 'missing') THEN holdings.held_from END) AS since
    FROM holdings JOIN lots ON lots.unit = holdings.unit
    WHERE holdings.held_to IS NULL
    GROUP BY holdings.unit
),
places AS (
    SELECT holdings.unit, holdings.site, sum(holdings.quantity) AS held, min(holdings.held_from) AS since
    FROM holdings JOIN lots ON lots.unit = holdings.unit
    WHERE holdings.held_to IS NULL AND holdings.state = 'held' AND holdings.site IS NOT NULL
    GROUP BY holdings.unit, holdings.site
),
visits AS (
    SELECT timeline.unit, timeline.site, CAST(timeline.happened AS DATE) AS day,
        max(timeline.happened) AS happened, max(places.held) AS held,
        sum(CASE WHEN timeline.event = 'inspecting' THEN timeline.quantity ELSE 0 END) AS seen,
        sum(CASE WHEN timeline.event = 'missing' THEN timeline.quantity ELSE 0 END) AS gone,
        min(CASE WHEN timeline.event = 'inspecting'
            THEN CASE timeline.grade WHEN 'attested' THEN $attested WHEN 'read' THEN $read WHEN 'label' THEN $label ELSE 0.0 END
            END) AS sensitivity
    FROM timeline
    JOIN places ON places.unit = timeline.unit AND places.site = timeline.site AND timeline.happened >= places.since
    WHERE timeline.event IN ('inspecting', 'missing') AND timeline.unit_kind = 'lot'
    GROUP BY timeline.unit, timeline.site, CAST(timeline.happened AS DATE)
),
latest AS (
    SELECT visits.*, least(seen, held) AS found,
        row_number() OVER (PARTITION BY unit, site ORDER BY day DESC) AS newest
    FROM visits
),
looked AS (
    SELECT unit, min(happened) AS happened,
        sum(CASE WHEN 2 * (found + gone) >= held THEN greatest(0, held - found) ELSE 0 END) AS counted_short,
        sum(found) AS seen, sum(CASE WHEN 2 * (found + gone) >= held THEN 0 ELSE least(gone, held - found) END) AS gone,
        min(coalesce(sensitivity, 1.0)) AS sensitivity
    FROM latest WHERE newest = 1 GROUP BY unit
)
SELECT standing.unit, standing.held, standing.on_the_way,
    standing.on_the_way + coalesce(looked.counted_short, 0) AS doubtful,
    coalesce(looked.counted_short, 0) AS counted_short,
    standing.held - coalesce(looked.counted_short, 0) AS standing,
    coalesce(looked.seen, 0) AS seen, coalesce(looked.gone, 0) AS gone, coalesce(looked.sensitivity, 1.0) AS sensitivity,
    CASE WHEN coalesce(looked.counted_short, 0) > 0 THEN looked.happened ELSE standing.since END AS since
FROM standing
LEFT JOIN looked ON looked.unit = standing.unit
WHERE standing.held + standing.on_the_way > 0
