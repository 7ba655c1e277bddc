-- question: What was seen at two places too far apart for the time between?
-- says: "Seen at {origin} on {before} and at {place} on {since}, {km} km apart: faster than any freight."
-- subject: unit
-- family: place
-- m: 0.05
-- u: 0.001
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: >
--   argued. Above 900 km/h, with a day of slack where a source gives dates without hours, one of the
--   two sightings is not of this device.
-- typologies: [T16, T04]
-- red_flags: [DER-01, TRI-04]
-- innocent:
--   - A clock or time zone is wrong in one of the systems.
--   - The place was taken from a network address that goes through a tunnel.
-- check: Read the device at both places on one day, with a fresh nonce each.
-- parameters:
--   km_h: [900, "speed of a freight aircraft, km/h"]
--   slack_hours: [2, "hours given for clocks that differ"]
--   day_hours: [24, "hours given where a source gives a date without an hour"]
WITH wanderers AS (
    SELECT unit FROM timeline
    WHERE unit_kind <> 'lot' AND grade <> 'document'
    GROUP BY unit
    HAVING MIN(site) <> MAX(site)
),
seen AS (
    SELECT t.unit, t.site, t.happened, t.source, f.name, f.latitude, f.longitude,
           LAG(t.site) OVER told AS site_before, LAG(t.happened) OVER told AS before, LAG(t.source) OVER told AS source_before,
           LAG(f.name) OVER told AS name_before, LAG(f.latitude) OVER told AS latitude_before,
           LAG(f.longitude) OVER told AS longitude_before
    FROM timeline t
    JOIN site_facts f ON f.site = t.site AND f.latitude IS NOT NULL AND f.longitude IS NOT NULL
    WHERE t.unit_kind <> 'lot' AND t.grade <> 'document' AND t.event NOT IN ('missing', 'correcting')
      AND t.unit IN (SELECT unit FROM wanderers)
    WINDOW told AS (PARTITION BY t.unit ORDER BY t.seq)
),
apart AS (
    SELECT *, 2 * 6371.0 * ASIN(LEAST(1.0, SQRT(
               POWER(SIN(RADIANS(latitude - latitude_before) / 2), 2)
               + COS(RADIANS(latitude)) * COS(RADIANS(latitude_before))
                 * POWER(SIN(RADIANS(longitude - longitude_before) / 2), 2)))) AS km
    FROM seen
    WHERE site <> site_before
)
SELECT unit AS subject, happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', source_before, source) AS evidence,
       COALESCE(name_before, site_before) AS origin, before, COALESCE(name, site) AS place, CAST(ROUND(km) AS BIGINT) AS km
FROM apart
WHERE km > $km_h * (DATEDIFF('hour', before, happened)
                    + CASE WHEN before = DATE_TRUNC('day', before) OR happened = DATE_TRUNC('day', happened) THEN $day_hours
                           ELSE $slack_hours END);

SELECT 'sightings at sites with coordinates' AS need, COUNT(*) AS rows
FROM timeline t
JOIN site_facts f ON f.site = t.site AND f.latitude IS NOT NULL
WHERE t.grade <> 'document';
