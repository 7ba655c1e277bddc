-- Units with a single entry, of a kind with which few units begin, alone of their kind in its paper: mistyped names.
WITH begun AS (
    SELECT unit, min_by(event, seq) AS event, count(*) AS entries, min(coalesce(document, unit)) AS document
    FROM timeline WHERE event <> 'correcting' AND unit_kind <> 'lot'
    GROUP BY unit
),
habits AS (
    SELECT event, count(*) * 1.0 / sum(count(*)) OVER () AS share FROM begun GROUP BY event
),
odd AS (
    SELECT begun.unit, begun.document, count(*) OVER (PARTITION BY begun.document) AS beside
    FROM begun JOIN habits ON habits.event = begun.event
    WHERE begun.entries = 1 AND begun.event <> 'observing' AND habits.share < 0.1
)
SELECT unit FROM odd WHERE beside <= 2
