-- Units that used to report where they are booked and have stopped: four of their own intervals, and four weeks, long.
-- A stop inside an announced outage that still goes on, or that has just ended, is not counted.
WITH rhythm AS (
    SELECT *, DATEDIFF('day', last_read, $as_of) AS dark_days,
           DATEDIFF('day', first_read, last_read) / (reads - 1.0) AS interval_days
    FROM sighted
    WHERE reads >= 3
)
SELECT r.*
FROM rhythm r
WHERE r.dark_days > 28 AND r.dark_days > 4 * r.interval_days
  AND (r.near IS NULL OR r.near <= r.last_read)
  AND NOT EXISTS (
      SELECT 1 FROM outages o
      LEFT JOIN site_names n ON n.written = LOWER(TRIM(o.site))
      WHERE COALESCE(n.site, o.site) = r.site AND o.from_ <= r.last_read + INTERVAL 14 DAY
        AND (o."to" IS NULL OR o."to" > $as_of - INTERVAL 14 DAY)
  )
