-- One row for each unit and day of measurement that is judged: the latest day at each site that it was
-- said to be at. A unit does not travel within a day's campaign; over longer spans it may.
WITH aliases AS (
    SELECT unit AS written, identifier AS other FROM identifiers
    UNION
    SELECT identifier AS written, unit AS other FROM identifiers
    UNION
    SELECT unit AS written, unit AS other FROM delays
),
standing AS (
    SELECT unit, happened, site FROM events
    WHERE site IS NOT NULL
      AND event IN ('commissioning', 'receiving', 'installing', 'observing', 'inspecting', 'repairing', 'returning')
),
stated AS (
    SELECT a.written AS unit, s.happened, s.site, 0 AS inherited
    FROM aliases a JOIN standing s ON s.unit = a.other
    UNION ALL
    SELECT a.written AS unit, s.happened, s.site, 1 AS inherited
    FROM aliases a
    JOIN events inside ON inside.unit = a.other AND inside.parent IS NOT NULL
    JOIN standing s ON s.unit = inside.parent AND s.happened >= inside.happened
),
measured AS (
    SELECT unit, CAST(COALESCE("at", $as_of) AS DATE) AS day, MAX(COALESCE("at", $as_of)) AS "at", MIN(source) AS source,
           MIN(exhibit) AS exhibit
    FROM delays
    WHERE unit NOT IN (SELECT landmark FROM landmarks)
    GROUP BY unit, CAST(COALESCE("at", $as_of) AS DATE)
),
claimed AS (
    SELECT m.unit, m.day, m."at", m.source, m.exhibit, s.site,
           ROW_NUMBER() OVER (
               PARTITION BY m.unit, m.day ORDER BY s.happened DESC NULLS LAST, s.inherited, s.site
           ) AS newest
    FROM measured m
    LEFT JOIN stated s ON s.unit = m.unit AND s.happened <= m."at"
),
sited AS (
    SELECT c.unit, c.day, c."at", c.source, c.exhibit, COALESCE(p.site, c.site) AS site, p.name, p.country,
           p.latitude, p.longitude,
           ROW_NUMBER() OVER (PARTITION BY c.unit, COALESCE(p.site, c.site) ORDER BY c.day DESC, p.source) AS latest
    FROM claimed c
    LEFT JOIN sites p ON p.site = c.site OR LOWER(p.name) = LOWER(c.site)
    WHERE c.newest = 1
)
SELECT unit, day, "at", source, exhibit, site, name, country, latitude, longitude
FROM sited
WHERE latest = 1
ORDER BY unit, day
