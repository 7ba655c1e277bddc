-- Units by the site where a visit would look for them: the site of the open leg, or a transit's declared destination.
WITH open_legs AS (
    SELECT unit, max(leg) AS leg FROM legs GROUP BY unit
),
booked AS (
    SELECT legs.unit, legs.state, legs.since,
        CASE WHEN legs.state = 'transit' AND instr(legs.place, ' > ') > 0
             THEN substr(legs.place, instr(legs.place, ' > ') + 3)
             WHEN legs.state = 'out' THEN legs.place ELSE legs.site END AS site
    FROM legs JOIN open_legs ON open_legs.unit = legs.unit AND open_legs.leg = legs.leg
    WHERE legs.state NOT IN ('ended', 'made')
),
looks AS (
    SELECT unit, max(happened) AS read_at FROM timeline
    WHERE grade IN ('read', 'attested') AND event <> 'missing' GROUP BY unit
),
known AS (
    SELECT site, max(country) AS country, max(kind) AS kind FROM sites GROUP BY site
)
SELECT booked.site, known.country, known.kind, coalesce(units.part, '?') AS part, booked.unit,
    CAST(units.chips AS DOUBLE) AS chips, posteriors.probability,
    CASE WHEN looks.read_at IS NULL OR date_diff('day', CAST(looks.read_at AS DATE), CAST($as_of AS DATE)) > $timeliness_days
         THEN 1 ELSE 0 END AS unverified
FROM booked
JOIN units ON units.unit = booked.unit
LEFT JOIN known ON known.site = booked.site
JOIN posteriors ON posteriors.subject = booked.unit AND posteriors.hypothesis = 'diverted'
    AND posteriors.subject_kind IN ('unit', 'lot')
LEFT JOIN looks ON looks.unit = booked.unit
WHERE units.chips > 0 AND booked.site IS NOT NULL
ORDER BY booked.site, booked.unit
