-- Every shipment, and every sighting in a country that no shipment led to, in what the law looks at.
WITH steps AS (
    SELECT seq, unit, event, happened, part, country, to_country, to_party,
           CASE WHEN event = 'shipping' THEN coalesce(to_country, country) ELSE country END AS led_to,
           CASE WHEN country IS NOT NULL THEN seq END AS placed
    FROM timeline
),
followed AS (
    SELECT seq, event, happened, part, country, to_party, unit,
           lag(country) OVER (PARTITION BY unit ORDER BY seq) AS country_before,
           lag(led_to) OVER (PARTITION BY unit ORDER BY seq) AS led_before
    FROM steps
    WHERE placed IS NOT NULL
)
SELECT
    seq AS transfer, CAST(happened AS DATE) AS day, part AS written_part,
    country AS written_origin, to_country AS written_destination, to_party, 'shipment' AS basis
FROM timeline
WHERE event = 'shipping'
UNION ALL
SELECT
    seq AS transfer, CAST(happened AS DATE) AS day, part AS written_part,
    country_before AS written_origin, country AS written_destination, to_party, 'sighting' AS basis
FROM followed
WHERE event NOT IN ('shipping', 'missing', 'correcting', 'commissioning')
  AND country <> country_before AND country <> led_before
