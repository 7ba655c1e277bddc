-- question: What was heard from in a country that its path does not touch?
-- says: "Heard from in {country} on {since} ({grade}); its papers lead to {path} only."
-- subject: unit
-- family: place
-- m: 0.30
-- u: 0.003
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: >
--   argued. Of diverted chips about a third are taken to call home once; an honest chip seems to do
--   so from abroad through a tunnel or a traveller's account three times in a thousand.
-- typologies: [T05, T06, T10, T25, T26]
-- red_flags: [TRI-04, SG-01]
-- innocent:
--   - The country was taken from a network address behind a tunnel or proxy.
--   - The account belongs to an administrator abroad; an account is not a device.
--   - A relocation was agreed and its paper is late.
-- check: Locate the device by signed delay measurements from landmarks near both places.
WITH path AS (
    SELECT DISTINCT unit, country FROM timeline
    WHERE country IS NOT NULL AND event NOT IN ('observing', 'missing', 'correcting')
    UNION
    SELECT DISTINCT unit, to_country AS country FROM timeline WHERE to_country IS NOT NULL
),
strays AS (
    SELECT t.unit, t.country, MIN(t.happened) AS since, MIN(t.source) AS source, MIN(t.grade) AS grade
    FROM timeline t
    LEFT JOIN path p ON p.unit = t.unit AND p.country = t.country
    WHERE t.event = 'observing' AND t.country IS NOT NULL AND t.unit_kind <> 'lot'
      AND p.unit IS NULL AND t.unit IN (SELECT unit FROM path)
    GROUP BY t.unit, t.country
),
led AS (
    SELECT p.unit, STRING_AGG(p.country, ', ' ORDER BY p.country) AS path
    FROM path p
    JOIN strays s ON s.unit = p.unit
    GROUP BY p.unit
)
SELECT s.unit AS subject, s.since, CAST(NULL AS TIMESTAMP) AS until, s.source AS evidence, s.country, s.grade, led.path
FROM strays s
JOIN led ON led.unit = s.unit;

SELECT 'contacts whose country is known' AS need, COUNT(*) AS rows
FROM timeline
WHERE event = 'observing' AND country IS NOT NULL;
