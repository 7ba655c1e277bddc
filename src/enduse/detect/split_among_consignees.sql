-- question: Which destinations were supplied through several buyers within two months?
-- says: "{chips} chips for {place} went to {firms} different buyers between {since} and {until_day}."
-- subject: site
-- family: paper
-- m: 0.20
-- u: 0.03
-- unfitted: the worlds never show it
-- basis: argued. An order is split so that no part draws attention; a shared hall with several tenants looks the same.
-- typologies: [T08, T10]
-- red_flags: [TRI-09]
-- innocent:
--   - The hall is shared and each tenant bought its own machines.
-- check: Ask each buyer for its lease in the hall.
-- parameters:
--   least_firms: [3, "buyers"]
--   days: [60, "days"]
WITH legs AS (
    SELECT t.to_site, t.to_party, t.happened, t.source, u.chips,
           DATEDIFF('day', TIMESTAMP '2000-01-01 00:00:00', t.happened) AS day
    FROM timeline t
    JOIN units u ON u.unit = t.unit
    WHERE t.event = 'shipping' AND t.to_site IS NOT NULL AND t.to_party IS NOT NULL
),
buyers AS (
    SELECT to_site, to_party, MIN(day) AS day, MIN(happened) AS since, MAX(happened) AS until_day, SUM(chips) AS chips,
           MIN(source) AS source
    FROM legs
    GROUP BY to_site, to_party
),
together AS (
    SELECT to_site,
           COUNT(*) OVER near AS firms, SUM(chips) OVER near AS chips, MIN(since) OVER near AS since,
           MAX(until_day) OVER near AS until_day, MIN(source) OVER near AS first_source, MAX(source) OVER near AS last_source
    FROM buyers
    WINDOW near AS (PARTITION BY to_site ORDER BY day RANGE BETWEEN CURRENT ROW AND $days FOLLOWING)
),
ranked AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY to_site ORDER BY firms DESC, since) AS place FROM together
)
SELECT r.to_site AS subject, r.since, r.until_day AS until, CONCAT_WS('|', r.first_source, r.last_source) AS evidence,
       CAST(r.chips AS BIGINT) AS chips, COALESCE(f.name, r.to_site) AS place, r.firms, r.until_day
FROM ranked r
LEFT JOIN site_facts f ON f.site = r.to_site
WHERE r.place = 1 AND r.firms >= $least_firms AND r.chips > 0
  AND COALESCE(f.kind, '') NOT IN ('repair', 'port', 'fab');

SELECT 'shipments with a buyer and a destination' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'shipping' AND to_site IS NOT NULL AND to_party IS NOT NULL;
