-- For each site the fortnight in which most of its chips fell silent, and how many still report.
WITH fell AS (
    SELECT site, DATEDIFF('day', TIMESTAMP '2000-01-01 00:00:00', last_read) AS day, MIN(last_read) AS since,
           SUM(chips) AS chips, COUNT(CASE WHEN unit_kind = 'server' THEN 1 END) AS servers,
           MIN(last_read_source) AS source
    FROM silent
    GROUP BY site, DATEDIFF('day', TIMESTAMP '2000-01-01 00:00:00', last_read)
),
fortnights AS (
    SELECT site, since,
           SUM(chips) OVER fortnight AS chips,
           SUM(servers) OVER fortnight AS servers,
           MAX(since) OVER fortnight AS until,
           MAX_BY(source, CONCAT(LPAD(CAST(CAST(chips AS BIGINT) AS VARCHAR), 12, '0'), source)) OVER fortnight AS source
    FROM fell
    WINDOW fortnight AS (PARTITION BY site ORDER BY day RANGE BETWEEN CURRENT ROW AND 13 FOLLOWING)
),
ranked AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY site ORDER BY chips DESC, since) AS place FROM fortnights
),
fleet AS (
    SELECT s.site, SUM(s.chips) AS reported,
           SUM(CASE WHEN q.unit IS NULL THEN s.chips ELSE 0 END) AS reporting
    FROM sighted s
    LEFT JOIN silent q ON q.unit = s.unit
    WHERE s.reads >= 3
    GROUP BY s.site
)
SELECT r.site, r.since, r.until, CAST(r.chips AS BIGINT) AS chips, CAST(r.servers AS BIGINT) AS servers, r.source,
       CAST(f.reported AS BIGINT) AS reported, CAST(f.reporting AS BIGINT) AS reporting
FROM ranked r
JOIN fleet f ON f.site = r.site
WHERE r.place = 1
