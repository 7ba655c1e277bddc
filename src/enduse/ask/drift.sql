-- question: Which sites' balances drift, abruptly or slowly?
-- parameter: basis= balances closed at every round of reports (round) or every month (month); if empty the closest of them
-- parameter: site= site id; all if empty
-- A site that never answered has no physical inventory and no balance: it is listed last, as such.
WITH closest AS (
    SELECT site, max(CASE WHEN basis = 'round' THEN 1 ELSE 0 END) AS by_rounds FROM series GROUP BY site
),
told AS (
    SELECT series.*, row_number() OVER (PARTITION BY series.site, series.party ORDER BY series.period_to DESC) AS from_last
    FROM series
    JOIN closest ON closest.site = series.site
    WHERE ($site = '' OR series.site = $site)
      AND series.basis = CASE WHEN $basis <> '' THEN $basis WHEN closest.by_rounds = 1 THEN 'round' ELSE 'month' END
),
alarms AS (
    SELECT site, party, count(*) AS alarms, min(period_to) AS first_alarm, max(period_to) AS last_alarm,
        CAST(sum(CASE WHEN inventory = 'taken' AND sitmuf - 0.5 > threshold THEN 1 ELSE 0 END) AS BIGINT) AS abrupt,
        CAST(sum(CASE WHEN inventory = 'taken' AND sitmuf - 0.5 <= threshold THEN 1 ELSE 0 END) AS BIGINT) AS slow,
        CAST(sum(CASE WHEN inventory <> 'taken' THEN 1 ELSE 0 END) AS BIGINT) AS gone_dark
    FROM told WHERE alarm GROUP BY site, party
),
unseen AS (
    SELECT site, party, CAST(sum(book) AS BIGINT) AS book
    FROM accounts
    WHERE period_to > $as_of AND site IS NOT NULL AND book > 0 AND ($site = '' OR site = $site)
      AND NOT EXISTS (SELECT 1 FROM series WHERE series.site = accounts.site)
    GROUP BY site, party
)
SELECT told.site, told.party, told.basis, coalesce(alarms.alarms, 0) AS alarms, alarms.first_alarm, alarms.last_alarm,
    coalesce(alarms.abrupt, 0) AS abrupt, coalesce(alarms.slow, 0) AS slow, coalesce(alarms.gone_dark, 0) AS gone_dark,
    told.book, told.cumuf AS missing, told.expected AS missing_if_honest, told.sigma, told.period_to AS closed_on,
    told.inventory AS last_inventory
FROM told
LEFT JOIN alarms ON alarms.site = told.site AND coalesce(alarms.party, '') = coalesce(told.party, '')
WHERE told.from_last = 1
UNION ALL
SELECT site, party, NULL, NULL, NULL, NULL, NULL, NULL, NULL, book, NULL, NULL, NULL, NULL, 'never answered: no balance'
FROM unseen
ORDER BY alarms DESC NULLS LAST, missing DESC NULLS LAST, book DESC, site, party
