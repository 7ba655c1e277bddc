-- Each site once, under the id that the timeline uses.
SELECT site, MAX(name) AS name, MAX(operator) AS operator, MAX(kind) AS kind, MAX(country) AS country,
       MAX(latitude) AS latitude, MAX(longitude) AS longitude, MAX(power_kw) AS power_kw, MAX(pue) AS pue,
       MIN(opened) AS opened, MAX(closed) AS closed, MIN(source) AS source
FROM sites
GROUP BY site
