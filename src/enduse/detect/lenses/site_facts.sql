-- Each site once, under the id that the timeline uses, its operator under the party's id.
WITH operators AS (
    SELECT LOWER(party) AS written, party FROM party_facts
    UNION ALL
    SELECT LOWER(TRIM(name)), party FROM party_facts WHERE LOWER(TRIM(name)) NOT IN (SELECT LOWER(party) FROM party_facts)
),
known AS (SELECT written, MIN(party) AS party FROM operators GROUP BY written)
SELECT s.site, MAX(s.name) AS name, MAX(COALESCE(k.party, s.operator)) AS operator, MAX(s.kind) AS kind,
       MAX(s.country) AS country, MAX(s.latitude) AS latitude, MAX(s.longitude) AS longitude, MAX(s.power_kw) AS power_kw,
       MAX(s.pue) AS pue, MIN(s.opened) AS opened, MAX(s.closed) AS closed, MIN(s.source) AS source
FROM sites s
LEFT JOIN known k ON k.written = LOWER(TRIM(s.operator))
GROUP BY s.site
