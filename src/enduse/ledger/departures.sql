-- On one day a unit leaves a place after what happened to it there, and arrives after it left the last place.
SELECT DISTINCT unit_no, happened, site FROM stated WHERE event IN ('shipping', 'removing') AND site IS NOT NULL
