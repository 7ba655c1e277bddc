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
open_ones AS (
    SELECT unit, MAX(site) AS site, MAX(state) AS state, MAX(to_site) AS to_site FROM holdings
    WHERE held_to IS NULL
    GROUP BY unit
),
stays AS (
    SELECT unit, MAX_BY(site, held_from) AS site FROM holdings
    WHERE site IS NOT NULL AND unit IN (SELECT unit FROM open_ones WHERE site IS NULL)
    GROUP BY unit
)
SELECT u.unit, u.unit_kind, u.part, u.chips, u.lot, COALESCE(o.site, s.site) AS site, o.state, o.to_site, u.last_seen,
       j.diverted, j.prior, j.lost, j.record_error, j.as_booked, j.since, j.leg
FROM units u
LEFT JOIN judged j ON j.unit = u.unit
LEFT JOIN open_ones o ON o.unit = u.unit
LEFT JOIN stays s ON s.unit = u.unit
