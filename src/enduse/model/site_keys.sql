-- What a site may be called in writing, in lower case: its id, or its name where that is no other's id.
SELECT name, MIN(site) AS site FROM (
    SELECT LOWER(TRIM(site)) AS name, site FROM sites
    UNION ALL
    SELECT LOWER(TRIM(name)), site FROM sites
    WHERE name IS NOT NULL AND LOWER(TRIM(name)) NOT IN (SELECT LOWER(TRIM(site)) FROM sites)
) AS known GROUP BY name
