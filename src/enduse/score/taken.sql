-- Removals at each site and time: how many fall within three weeks of it, and how many do so usually here.
WITH removals AS (
    SELECT site, happened, count(*) AS units FROM timeline
    WHERE event = 'removing' AND site IS NOT NULL GROUP BY site, happened
),
held AS (
    SELECT site, count(DISTINCT unit_no) AS units, min(happened) AS first_at FROM timeline
    WHERE event IN ('receiving', 'installing') AND site IN (SELECT site FROM removals) GROUP BY site
),
usual AS (
    -- removals a unit and day where any are told of
    SELECT (SELECT sum(units) FROM removals)
        / sum(held.units * greatest(1.0, (epoch($as_of) - epoch(held.first_at)) / 86400.0)) AS rate
    FROM held
)
SELECT removals.site, removals.happened,
    sum(removals.units) OVER (
        PARTITION BY removals.site ORDER BY CAST(epoch(removals.happened) AS BIGINT)
        RANGE BETWEEN 1814400 PRECEDING AND 1814400 FOLLOWING) AS beside,
    held.units * 42.0 * usual.rate AS usual
FROM removals
JOIN held ON held.site = removals.site
CROSS JOIN usual
