-- The balances of one site and holder, closed at every round and every month.
SELECT basis, period_from, period_to, book, physical, inventory, muf, cumuf, expected, sigma, sitmuf, page, threshold, alarm
FROM series
WHERE site = $site AND coalesce(party, '') = coalesce($party, '')
ORDER BY basis, period_to
