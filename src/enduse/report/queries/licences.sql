-- How shipments stand against the licences on file.
SELECT outcome, licence, COUNT(*) AS shipments, MAX(licensed) AS licensed, MAX(drawn) AS drawn, MIN("on") AS first, MAX("on") AS last,
       MIN(source) AS source, MIN(licence_source) AS licence_source
FROM licence_use
GROUP BY outcome, licence
ORDER BY CASE outcome WHEN 'covered' THEN 1 ELSE 0 END, outcome, licence
LIMIT $most
