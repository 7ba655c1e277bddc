-- Odds of each unit from its own legs: the absorbing change point in closed form.
-- ln O = logsumexp_k [ ln h_k + S_T - S_(k-1) - sum_(i>=k) ln(1 - H_i) ], S the prefix sums of the weights.
WITH suffixed AS (
    SELECT legs.*,
        sum(weight_diverted) OVER later AS diverted_db, sum(weight_lost) OVER later AS lost_db,
        sum(weight_error) OVER later AS error_db,
        sum(ln(1.0 - least(0.9, hazard_diverted + hazard_lost + hazard_error))) OVER later AS stays
    FROM legs
    WINDOW later AS (PARTITION BY unit ORDER BY leg ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
),
terms AS (
    SELECT suffixed.*,
        hazard_diverted * exp(greatest(-600.0, least(600.0, diverted_db * ln(10.0) / 10.0 - stays))) AS odds_diverted,
        hazard_lost * exp(greatest(-600.0, least(600.0, lost_db * ln(10.0) / 10.0 - stays))) AS odds_lost,
        hazard_error * exp(greatest(-600.0, least(600.0, error_db * ln(10.0) / 10.0 - stays))) AS odds_error
    FROM suffixed
),
summed AS (
    SELECT unit, sum(odds_diverted) AS odds_diverted, sum(odds_lost) AS odds_lost, sum(odds_error) AS odds_error,
        sum(odds_removal) AS odds_removal, max_by(leg, odds_diverted * (1.0 + leg * 1e-12) + leg * 1e-300) AS leg, max(odds_diverted) AS best, sum(shared_db) AS shared_db
    FROM terms GROUP BY unit
)
SELECT units.unit, units.unit_kind, units.chips, coalesce(summed.odds_diverted, $prior) AS odds_diverted,
    coalesce(summed.odds_lost, 0.001) AS odds_lost, coalesce(summed.odds_error, 0.001) AS odds_error,
    coalesce(summed.odds_removal, 0.0) AS odds_removal, coalesce(summed.shared_db, 0.0) AS shared_db,
    coalesce(summed.leg, -1) AS leg, coalesce(summed.best / summed.odds_diverted, 1.0) AS share_of_leg,
    coalesce(legs.place, '?') AS place, legs.custodian, coalesce(legs.cluster, units.unit) AS cluster,
    CASE WHEN summed.odds_removal > 0.0 THEN legs.site END AS removal,
    -- only the end of reports, or the paper of a removal, dates it; elsewhere a burst has no time of its own
    CASE WHEN (legs.state = 'seen' AND legs.silence_db > 0.0) OR legs.state = 'out'
         THEN CAST(date_diff('day', CAST(units.first_seen AS DATE), CAST($as_of AS DATE)) AS DOUBLE) ELSE 1.0 END AS life_days,
    CAST(coalesce(date_diff('day', CAST($begin AS DATE), CAST(legs.since AS DATE)), 0) AS DOUBLE) AS since_day
FROM units
LEFT JOIN summed ON summed.unit = units.unit
LEFT JOIN legs ON legs.unit = summed.unit AND legs.leg = summed.leg
ORDER BY units.unit
