-- The balances of a site: each close that alarmed, and the last one, of each holder and basis.
SELECT site, party, basis, period_to, book, physical, cumuf, expected, sigma, page, threshold, alarm, inventory
FROM (
    SELECT *, row_number() OVER (PARTITION BY site, party, basis ORDER BY period_to DESC) AS from_last FROM series
) AS told
WHERE $kind = 'site' AND site = $subject AND (alarm OR from_last = 1)
ORDER BY party, basis, period_to
