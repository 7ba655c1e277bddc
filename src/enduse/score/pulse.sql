-- Reports a day of each kind of unit at each site, and how many units had their first and last report that day.
SELECT site, unit_kind, day, sum(reports) AS reports, sum(starts) AS starts, sum(stops) AS stops
FROM (
    SELECT site, unit_kind, CAST(happened AS DATE) AS day, count(*) AS reports, 0 AS starts, 0 AS stops
    FROM timeline
    WHERE event = 'observing' AND grade IN ('read', 'attested') AND site IS NOT NULL
    GROUP BY site, unit_kind, CAST(happened AS DATE)
    UNION ALL
    SELECT site, unit_kind, CAST(first_at AS DATE), 0, count(*), 0 FROM reported
    GROUP BY site, unit_kind, CAST(first_at AS DATE)
    UNION ALL
    SELECT site, unit_kind, CAST(last_at AS DATE), 0, 0, count(*) FROM reported
    GROUP BY site, unit_kind, CAST(last_at AS DATE)
) AS days
GROUP BY site, unit_kind, day
ORDER BY site, unit_kind, day
