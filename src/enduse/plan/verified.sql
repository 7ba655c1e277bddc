-- What each visit really verified, by the best grade a unit, and what stayed unverified.
WITH looked AS (
    SELECT site, CAST(happened AS DATE) AS day, coalesce(document, '') AS document, unit,
        max(CASE WHEN event = 'missing' THEN 0 WHEN grade = 'attested' THEN 3 WHEN grade = 'read' THEN 2
                 WHEN grade = 'label' THEN 1 ELSE 0 END) AS best,
        max(CASE WHEN event = 'missing' THEN 1 ELSE 0 END) AS missing
    FROM timeline
    WHERE event IN ('inspecting', 'missing') AND site IS NOT NULL AND unit_kind <> 'lot'
    GROUP BY site, CAST(happened AS DATE), coalesce(document, ''), unit
),
visits_made AS (
    SELECT site, day, document, CAST(sum(CASE WHEN missing = 0 AND best = 1 THEN 1 ELSE 0 END) AS BIGINT) AS label,
        CAST(sum(CASE WHEN missing = 0 AND best = 2 THEN 1 ELSE 0 END) AS BIGINT) AS read,
        CAST(sum(CASE WHEN missing = 0 AND best = 3 THEN 1 ELSE 0 END) AS BIGINT) AS attested, CAST(sum(missing) AS BIGINT) AS missing
    FROM looked GROUP BY site, day, document
),
booked AS (
    SELECT visits_made.site, visits_made.day, visits_made.document, count(DISTINCT holdings.unit) AS population
    FROM visits_made
    JOIN holdings ON holdings.site = visits_made.site AND holdings.held_from < date_add(CAST(visits_made.day AS TIMESTAMP), INTERVAL 1 DAY)
        AND (holdings.held_to IS NULL OR holdings.held_to > CAST(visits_made.day AS TIMESTAMP))
    JOIN units ON units.unit = holdings.unit AND units.unit_kind <> 'lot'
    GROUP BY visits_made.site, visits_made.day, visits_made.document
)
SELECT visits_made.site, CAST(visits_made.day AS TIMESTAMP) AS day, nullif(visits_made.document, '') AS document,
    greatest(coalesce(booked.population, 0), label + read + attested + missing) AS population,
    label, read, attested, missing,
    greatest(0, coalesce(booked.population, 0) - label - read - attested - missing) AS unverified
FROM visits_made
LEFT JOIN booked ON booked.site = visits_made.site AND booked.day = visits_made.day AND booked.document = visits_made.document
ORDER BY visits_made.site, visits_made.day, visits_made.document
