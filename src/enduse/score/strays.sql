-- Reports from a site that no paper of the unit names, and what kind of surprise that is.
-- abroad: a country of concern off the unit's path; astray: another operator in another country; moved: the rest.
WITH path AS (
    SELECT DISTINCT unit, site FROM (
        SELECT unit, site FROM timeline
        WHERE event IN ('receiving', 'installing', 'returning', 'commissioning', 'shipping')
        UNION ALL
        SELECT unit, to_site FROM timeline WHERE event = 'shipping'
    ) AS named
    WHERE site IS NOT NULL
),
unnamed AS (
    SELECT reported.unit, reported.unit_kind, reported.site, reported.first_at, reported.last_at, reported.last_seq,
           reported.reports, reported.grade
    FROM reported
    LEFT JOIN path ON path.unit = reported.unit AND path.site = reported.site
    WHERE path.unit IS NULL
),
homes AS (
    SELECT unnamed.unit, unnamed.site,
           max(CASE WHEN home.country = here.country THEN 1 ELSE 0 END) AS same_country,
           max(CASE WHEN home.operator = here.operator THEN 1 ELSE 0 END) AS same_operator
    FROM unnamed
    JOIN path ON path.unit = unnamed.unit
    LEFT JOIN places_here AS here ON here.site = unnamed.site
    LEFT JOIN places_here AS home ON home.site = path.site
    GROUP BY unnamed.unit, unnamed.site
)
SELECT unnamed.*, here.country,
       CASE
           WHEN here.concern = 1 AND coalesce(homes.same_country, 0) = 0 THEN 'abroad'
           WHEN homes.unit IS NULL OR here.site IS NULL THEN 'moved'
           WHEN homes.same_operator = 1 OR homes.same_country = 1 THEN 'moved'
           ELSE 'astray'
       END AS surprise
FROM unnamed
LEFT JOIN homes ON homes.unit = unnamed.unit AND homes.site = unnamed.site
LEFT JOIN places_here AS here ON here.site = unnamed.site
