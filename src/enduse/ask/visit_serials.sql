-- question: Which serials are to be read at a visit?
-- number: 31
-- starred: yes
-- parameter: site= site id; all if empty
SELECT v.rank, v.site, v.part, UNNEST(v.serials) AS serial FROM visits v
WHERE $site = '' OR v.site = $site
ORDER BY rank, site, part, serial
