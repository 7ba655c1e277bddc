-- Units that used to report where they are booked and have stopped: four of their own intervals, and four weeks, long.
-- A stop inside an announced outage that still goes on, or that has just ended, is not counted.
WITH rhythm AS (
    SELECT *, DATEDIFF('day', last_read, $as_of) AS dark_days,
           DATEDIFF('day', first_read, last_read) / (reads - 1.0) AS interval_days
    FROM sighted
    WHERE reads >= 3
),
announced AS (
    SELECT COALESCE(by_id.site, by_name.site, o.site) AS site, o.from_, o."to"
    FROM outages o
    LEFT JOIN site_facts by_id ON LOWER(by_id.site) = LOWER(TRIM(o.site))
    LEFT JOIN site_facts by_name ON LOWER(TRIM(by_name.name)) = LOWER(TRIM(o.site))
)
SELECT r.*
FROM rhythm r
WHERE r.dark_days > 28 AND r.dark_days > 4 * r.interval_days
  AND (r.near IS NULL OR r.near <= r.last_read)
  AND NOT EXISTS (
      SELECT 1 FROM announced a
      WHERE a.site = r.site AND a.from_ <= r.last_read + INTERVAL 14 DAY
        AND (a."to" IS NULL OR a."to" > $as_of - INTERVAL 14 DAY)
  )
