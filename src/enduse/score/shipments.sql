-- How many units left a site on one paper at one time.
SELECT document, site, happened, count(*) AS units
FROM timeline
WHERE event = 'shipping' AND document IS NOT NULL AND unit_kind <> 'lot'
GROUP BY document, site, happened
