-- Clusters of units that share one fate, with the probability that they are diverted and the GPUs in them.
-- Clusters of a probability below $least are one row for each site, party and part: a sum of Poisson numbers is one.
WITH standing AS (
    SELECT legs.unit, max_by(coalesce(legs.site, '?'), legs.leg) AS site, max_by(legs.custodian, legs.leg) AS party
    FROM legs GROUP BY legs.unit
),
portions AS (
    SELECT hazards.unit, coalesce(hazards.removal, concat(hazards.place, ' ', hazards.cluster)) AS cluster,
        units.chips * 1.0 AS chips, posteriors.probability, 0.0 AS concentration
    FROM hazards
    JOIN units ON units.unit = hazards.unit
    JOIN posteriors ON posteriors.subject = hazards.unit AND posteriors.hypothesis = 'diverted'
        AND posteriors.subject_kind = CASE units.unit_kind WHEN 'lot' THEN 'lot' ELSE 'unit' END
    LEFT JOIN lots ON lots.lot = hazards.unit
    WHERE lots.lot IS NULL
    UNION ALL
    -- the doubtful part of a lot goes or stays as one
    SELECT lots.lot, concat(lots.lot, ' on the way'), units.chips_each * lots.doubtful,
        lots.own * lots.share_diverted, 0.0
    FROM lots JOIN units ON units.unit = lots.lot
    UNION ALL
    -- of the rest any number may be gone
    SELECT lots.lot, lots.lot, units.chips_each * lots.standing,
        lots.missing_standing / lots.standing * lots.share_diverted, lots.alpha + lots.beta
    FROM lots JOIN units ON units.unit = lots.lot WHERE lots.standing > 0
),
placed AS (
    SELECT portions.*, hazards.place, coalesce(standing.party, '?') AS party, coalesce(standing.site, '?') AS site,
        coalesce(places_here.country, '?') AS country, coalesce(units.part, '?') AS part,
        hazards.odds_diverted / $prior / (1.0 + hazards.odds_lost + hazards.odds_error) AS ratio, hazards.dilution,
        hazards.window_early, hazards.window_late, CASE WHEN hazards.removal IS NULL THEN 0 ELSE 1 END AS whole_site
    FROM portions
    JOIN hazards ON hazards.unit = portions.unit
    JOIN units ON units.unit = portions.unit
    LEFT JOIN standing ON standing.unit = portions.unit
    LEFT JOIN places_here ON places_here.site = standing.site
    WHERE portions.chips > 0
)
SELECT cluster, place, party, site, country, part, sum(chips) AS chips,
    round(sum(chips * probability) / sum(chips), 12) AS probability, median(ratio) AS ratio, median(dilution) AS dilution,
    min(window_early) AS early, min(window_late) AS late, max(whole_site) AS whole_site, max(concentration) AS concentration
FROM placed WHERE probability >= $least
GROUP BY 1, 2, 3, 4, 5, 6, round(probability, 3)
UNION ALL
SELECT '', '', party, site, country, part, sum(chips), round(sum(chips * probability) / sum(chips), 12), 0.0, 0.0, 0, 0, 0, 0.0
FROM placed WHERE probability < $least
GROUP BY 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6, 8
