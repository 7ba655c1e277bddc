-- Each site once, under the id that the timeline uses, its operator under the party's id.
SELECT s.site, MAX(s.name) AS name, MAX(COALESCE(p.party, s.operator)) AS operator, MAX(kind) AS kind, MAX(country) AS country,
       MAX(latitude) AS latitude, MAX(longitude) AS longitude, MAX(power_kw) AS power_kw, MAX(pue) AS pue,
       MIN(opened) AS opened, MAX(closed) AS closed, MIN(source) AS source
FROM sites s
LEFT JOIN party_names p ON p.written = LOWER(TRIM(s.operator))
GROUP BY s.site
