-- Units whose first entry is of a kind with which few units begin, and that have hardly any more: mistyped names.
WITH begun AS (
    SELECT unit, min_by(event, seq) AS event, count(*) AS entries,
           max(CASE WHEN event = 'observing' THEN 1 ELSE 0 END) AS reports
    FROM timeline WHERE event <> 'correcting' AND unit_kind <> 'lot'
    GROUP BY unit
),
habits AS (
    SELECT event, count(*) * 1.0 / sum(count(*)) OVER () AS share FROM begun GROUP BY event
)
SELECT begun.unit
FROM begun JOIN habits ON habits.event = begun.event
WHERE begun.entries <= 2 AND begun.reports = 0 AND habits.share < 0.1
