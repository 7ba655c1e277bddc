-- Shipments whose goods turned up: how many had no receipt at all, and in the others the share of units without one.
WITH sample AS (
    SELECT unit FROM units WHERE unit_kind <> 'lot' AND substr(md5(unit), 1, 4) < $sample_below
),
entries AS (
    SELECT timeline.unit, timeline.event, coalesce(timeline.document, timeline.unit) AS document, timeline.happened,
        timeline.site, timeline.seq
    FROM timeline JOIN sample ON sample.unit = timeline.unit
    WHERE timeline.event NOT IN ('observing', 'inspecting', 'missing', 'correcting')
    UNION ALL
    SELECT reported.unit, 'seen', NULL, reported.first_at, reported.site, reported.last_seq
    FROM reported JOIN sample ON sample.unit = reported.unit
),
moves AS (
    SELECT entries.*, lead(event) OVER (PARTITION BY unit ORDER BY happened, seq) AS next_event FROM entries
),
shipments AS (
    SELECT document, site, happened, count(*) AS units,
        sum(CASE WHEN next_event = 'receiving' THEN 1 ELSE 0 END) AS received,
        sum(CASE WHEN next_event IN ('seen', 'installing') THEN 1 ELSE 0 END) AS turned_up
    FROM moves
    WHERE event = 'shipping' AND (epoch($as_of) - epoch(happened)) / 86400.0 > 30.0
    GROUP BY document, site, happened
)
SELECT sum(CASE WHEN received + turned_up > 0 THEN 1 ELSE 0 END) AS shipments,
    sum(CASE WHEN received = 0 AND turned_up > 0 THEN 1 ELSE 0 END) AS without_receipt,
    sum(CASE WHEN received > 0 THEN received + turned_up ELSE 0 END) AS units,
    sum(CASE WHEN received > 0 THEN turned_up ELSE 0 END) AS units_without_receipt
FROM shipments
