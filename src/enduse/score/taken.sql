-- Removals at each site and time: how many fall within three weeks of it, and how many do so usually here.
WITH removals AS (
    SELECT site, happened, count(*) AS units FROM timeline
    WHERE event = 'removing' AND site IS NOT NULL GROUP BY site, happened
),
fleet AS (
    SELECT count(DISTINCT unit) AS units, greatest(1.0, (epoch($as_of) - epoch(min(happened))) / 86400.0) AS days
    FROM timeline WHERE event IN ('receiving', 'installing')
),
held AS (
    SELECT site, count(DISTINCT unit) AS units FROM timeline WHERE event IN ('receiving', 'installing') GROUP BY site
)
SELECT removals.site, removals.happened,
    sum(others.units) AS beside,
    max(held.units * 42.0 * total.units / (fleet.units * fleet.days)) AS usual
FROM removals
JOIN removals AS others ON others.site = removals.site
    AND abs(epoch(others.happened) - epoch(removals.happened)) <= 21 * 86400
JOIN held ON held.site = removals.site
CROSS JOIN fleet
CROSS JOIN (SELECT sum(units) AS units FROM removals) AS total
GROUP BY removals.site, removals.happened
