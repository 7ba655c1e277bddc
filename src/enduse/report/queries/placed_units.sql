-- Each unit with its probability, where it is or was last held, and when it was last seen on the spot.
WITH judged AS (
    SELECT subject AS unit,
           MAX(CASE WHEN hypothesis = 'diverted' THEN probability END) AS diverted,
           MAX(CASE WHEN hypothesis = 'diverted' THEN prior END) AS prior,
           MAX(CASE WHEN hypothesis = 'lost' THEN probability END) AS lost,
           MAX(CASE WHEN hypothesis = 'record_error' THEN probability END) AS record_error,
           MAX(CASE WHEN hypothesis = 'as_booked' THEN probability END) AS as_booked,
           MAX(CASE WHEN hypothesis = 'diverted' THEN since END) AS since,
           MAX(CASE WHEN hypothesis = 'diverted' THEN leg END) AS leg
    FROM posteriors
    WHERE subject_kind = 'unit' OR subject IN (SELECT unit FROM units WHERE unit_kind = 'lot')
    GROUP BY subject
),
ordered AS (
    SELECT unit, site, state, to_site, held_from,
           ROW_NUMBER() OVER (PARTITION BY unit ORDER BY held_from DESC, COALESCE(site, ''), state) AS newest
    FROM holdings
),
stays AS (
    SELECT unit, MAX_BY(site, held_from) AS site FROM holdings WHERE site IS NOT NULL GROUP BY unit
),
seen AS (
    SELECT unit, MAX(happened) AS last_seen
    FROM timeline
    WHERE grade <> 'document' AND event NOT IN ('missing', 'correcting') AND event <> 'shipping'
    GROUP BY unit
)
SELECT u.unit, u.unit_kind, u.part, u.chips, u.lot, COALESCE(o.site, s.site) AS site, o.state, o.to_site, seen.last_seen,
       j.diverted, j.prior, j.lost, j.record_error, j.as_booked, j.since, j.leg
FROM units u
LEFT JOIN judged j ON j.unit = u.unit
LEFT JOIN ordered o ON o.unit = u.unit AND o.newest = 1
LEFT JOIN stays s ON s.unit = u.unit
LEFT JOIN seen ON seen.unit = u.unit
