-- Each time a container's chips fell silent: how many, for how long, and whether they came back by themselves.
-- The chips of one container that fall silent within one window share one fate; where no container is on record, those that
-- fall silent on one day and come back on one day.
WITH inside AS (SELECT unit, max(parent) AS parent FROM containment GROUP BY unit),
windows AS (SELECT site, max(window_days) AS window_days FROM paces GROUP BY site),
fallen AS (
    SELECT silences.site, silences.party, coalesce(inside.parent, concat(CAST(CAST(silences.span_from AS DATE) AS VARCHAR), ' ',
            coalesce(CAST(CAST(silences.span_to AS DATE) AS VARCHAR), ''))) AS container, silences.chips,
        silences.span_from, coalesce(silences.span_to, CAST($as_of AS TIMESTAMP)) AS span_to, silences.came_back,
        CAST(floor(epoch(silences.span_from) / (86400.0 * windows.window_days)) AS BIGINT) AS round_no
    FROM silences
    JOIN windows ON windows.site = silences.site
    LEFT JOIN inside ON inside.unit = silences.unit
    WHERE silences.span = 'silent'
)
SELECT site, party, sum(chips) AS chips, CAST(min(span_from) AS DATE) AS from_day, CAST(max(span_to) AS DATE) AS to_day,
    sum(chips * (epoch(span_to) - epoch(span_from))) / sum(chips) / 86400.0 AS days,
    min(CASE WHEN came_back THEN 1 ELSE 0 END) AS came_back
FROM fallen
GROUP BY site, party, container, round_no
ORDER BY site, party, from_day, to_day, chips, days, came_back
