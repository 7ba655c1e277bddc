-- Legs of each unit with hazards and weights in decibans; leg 0 is all before the last credible look.
-- Weights are capped at $cap_db a family against the prior of the leg. odds_removal: that the unit left with its
-- whole site, a hypothesis of its own. A closing paper speaks for every change before it, so it stands on the leg that it closes.
WITH places_seen AS (
    SELECT weighed.unit, weighed.leg, weighed.since,
        coalesce(weighed.until_at, TIMESTAMP '9999-01-01 00:00:00') AS until_at,
        row_number() OVER (PARTITION BY weighed.unit ORDER BY weighed.leg) AS place
    FROM weighed
),
-- which leg a remark falls on; before the first leg it falls on leg 0, if there is one, else on the first
falls AS (
    SELECT remarks.unit,
        coalesce(max(CASE WHEN places_seen.since <= remarks.happened THEN places_seen.leg END),
                 CASE WHEN max(weighed_first.after_look) = 1 THEN 0 ELSE min(places_seen.leg) END) AS leg,
        remarks.family, remarks.db, remarks.db_lost, remarks.db_error
    FROM remarks
    JOIN places_seen ON places_seen.unit = remarks.unit
    JOIN (SELECT unit, max(after_look) AS after_look FROM weighed GROUP BY unit) AS weighed_first
        ON weighed_first.unit = remarks.unit
    GROUP BY remarks.unit, remarks.happened, remarks.family, remarks.db, remarks.db_lost, remarks.db_error
),
remarked AS (
    SELECT unit, leg,
        sum(CASE WHEN family = 'place' THEN db ELSE 0.0 END) AS place_db,
        sum(CASE WHEN family = 'own' THEN db ELSE 0.0 END) AS added_db,
        sum(CASE WHEN family = 'shared' THEN db ELSE 0.0 END) AS shared_db,
        sum(CASE WHEN family = 'count' THEN db ELSE 0.0 END) AS short_db,
        sum(db_lost) AS remark_lost_db, sum(db_error) AS remark_error_db
    FROM falls GROUP BY unit, leg
),
drawn AS (
    SELECT unit, leg, state, since, until_at, place, site, custodian, cluster,
        $prior * share * lure AS hazard_diverted, hazard_lost, hazard_error,
        CASE WHEN state IN ('seen', 'installed')
             THEN 10.0 * log10(1.0 / greatest(honest, least(1.0, share / power(10.0, $cap_db / 10.0)))) ELSE 0.0 END AS silence_db,
        CASE WHEN state IN ('transit', 'out', 'dwell')
             THEN 10.0 * log10(1.0 / greatest(honest, least(1.0, share / power(10.0, $cap_db / 10.0)))) ELSE 0.0 END
            + 10.0 / ln(10.0) * leaving AS custody_db,
        CASE WHEN missed_at IS NULL THEN 0.0 ELSE 10.0 * log10(0.9 / not_found) END AS missing_db,
        CASE WHEN labelled_at IS NULL THEN 0.0 ELSE -7.0 END
            + CASE WHEN until_at IS NULL THEN CASE WHEN state = 'ended' THEN -6.0 ELSE 0.0 END
                   ELSE CASE closed_by WHEN 'receiving' THEN -5.0 WHEN 'returning' THEN -5.0 WHEN 'installing' THEN -3.0
                        WHEN 'decommissioning' THEN -4.0 WHEN 'destroying' THEN -4.0 ELSE -1.0 END END AS looks_db,
        removal_log_odds, share * lure AS share, days, missed, source, state = 'seen' AND until_at IS NULL AND missed < 4.0 AS shares_dark
    FROM (SELECT weighed.*, stays.closed_by FROM weighed JOIN stays USING (unit, leg)) AS w
    UNION ALL
    SELECT weighed.unit, 0, 'before', units.first_seen, weighed.since, weighed.place, weighed.site, weighed.custodian,
        weighed.cluster, $prior * weighed.share_before * weighed.lure, 0.004 * least(1.0, weighed.share_before), 0.002, 0.0, 0.0, 0.0,
        CASE WHEN abroad.first_at < weighed.since AND abroad.grade >= 2 THEN -8.0 ELSE -27.0 END,
        NULL, 0.0, 0.0, 0.0, weighed.source, false
    FROM weighed
    JOIN units ON units.unit = weighed.unit
    LEFT JOIN abroad ON abroad.unit = weighed.unit
    WHERE weighed.after_look = 1
),
summed AS (
    SELECT drawn.*, drawn.missing_db + coalesce(remarked.short_db, 0.0) AS count_db,
        coalesce(remarked.place_db, 0.0) AS place_db, coalesce(remarked.added_db, 0.0) AS added_db,
        coalesce(remarked.shared_db, 0.0) AS shared_db,
        coalesce(remarked.remark_lost_db, 0.0) AS remark_lost_db,
        coalesce(remarked.remark_error_db, 0.0) AS remark_error_db,
        CASE WHEN shares_dark THEN removal_log_odds END AS dark_log_odds
    FROM drawn
    LEFT JOIN remarked ON remarked.unit = drawn.unit AND remarked.leg = drawn.leg
)
SELECT unit, leg, state, since, until_at AS until, place, site, custodian, cluster,
    hazard_diverted, hazard_lost, hazard_error,
    silence_db, custody_db, place_db, count_db, added_db, shared_db, looks_db,
    silence_db + custody_db + place_db + count_db + added_db + looks_db AS weight_diverted,
    silence_db + custody_db + count_db + 1.5 * looks_db + remark_lost_db AS weight_lost,
    CASE WHEN state IN ('transit', 'out', 'dwell') THEN custody_db WHEN state = 'installed' THEN silence_db ELSE 0.5 * silence_db END
        + 0.8 * count_db + looks_db + remark_error_db AS weight_error,
    CASE WHEN dark_log_odds IS NULL THEN 0.0
         ELSE exp(dark_log_odds) * power(10.0, (place_db + count_db + added_db + looks_db) / 10.0) END AS odds_removal,
    days, missed, source
FROM summed
