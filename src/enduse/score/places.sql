-- Sites as this evidence describes them, operators by their id, with whether the country is one of concern.
SELECT sites.site, max(coalesce(known.party, sites.operator)) AS operator, max(sites.kind) AS kind,
       max(sites.country) AS country, max(CASE WHEN concern.country IS NULL THEN 0 ELSE 1 END) AS concern,
       max(sites.latitude) AS latitude, max(sites.longitude) AS longitude
FROM sites
LEFT JOIN concern ON concern.country = sites.country
LEFT JOIN (SELECT lower(name) AS name, min(party) AS party FROM parties GROUP BY lower(name)) AS known
    ON known.name = lower(sites.operator) AND sites.operator NOT IN (SELECT party FROM parties)
GROUP BY sites.site
