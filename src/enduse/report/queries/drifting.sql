-- Balances that alarmed, those with the most missing at their last close first; by rounds where the site reports.
WITH bases AS (
    SELECT site, party, CASE WHEN max(CASE WHEN basis = 'round' THEN 1 ELSE 0 END) = 1 THEN 'round' ELSE 'month' END AS basis
    FROM series GROUP BY site, party
),
told AS (
    SELECT series.*, row_number() OVER (PARTITION BY series.site, series.party ORDER BY series.period_to DESC) AS from_last
    FROM series
    JOIN bases ON bases.site = series.site AND coalesce(bases.party, '') = coalesce(series.party, '')
       AND bases.basis = series.basis
),
alarms AS (
    SELECT site, party, count(*) AS alarms, min(period_to) AS first_alarm FROM told WHERE alarm GROUP BY site, party
)
SELECT told.site, told.party, told.basis, alarms.alarms, alarms.first_alarm, told.book, told.cumuf
FROM told
JOIN alarms ON alarms.site = told.site AND coalesce(alarms.party, '') = coalesce(told.party, '')
WHERE told.from_last = 1
ORDER BY told.cumuf DESC, told.site, told.party
