-- Shipments whose goods turned up: how many had no receipt at all, and in the others the share of units without one.
WITH moves AS (
    SELECT unit, event, coalesce(document, unit) AS document, happened, site, seq,
        lead(event) OVER (PARTITION BY unit_no ORDER BY seq) AS next_event
    FROM timeline
    WHERE unit_kind <> 'lot' AND event NOT IN ('inspecting', 'missing', 'correcting')
      AND substr(md5(unit), 1, 4) < $sample_below
),
shipments AS (
    SELECT document, site, happened, count(*) AS units,
        sum(CASE WHEN next_event = 'receiving' THEN 1 ELSE 0 END) AS received,
        sum(CASE WHEN next_event IN ('observing', 'installing') THEN 1 ELSE 0 END) AS turned_up
    FROM moves
    WHERE event = 'shipping' AND (epoch($as_of) - epoch(happened)) / 86400.0 > 30.0
    GROUP BY document, site, happened
)
SELECT sum(CASE WHEN received + turned_up > 0 THEN 1 ELSE 0 END) AS shipments,
    sum(CASE WHEN received = 0 AND turned_up > 0 THEN 1 ELSE 0 END) AS without_receipt,
    sum(CASE WHEN received > 0 THEN received + turned_up ELSE 0 END) AS units,
    sum(CASE WHEN received > 0 THEN turned_up ELSE 0 END) AS units_without_receipt
FROM shipments
