-- Clusters of units that share one fate, with the probability that they are diverted and the GPUs in them.
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
)
SELECT portions.cluster, hazards.place, coalesce(standing.party, '?') AS party, coalesce(standing.site, '?') AS site,
    coalesce(places_here.country, '?') AS country, coalesce(units.part, '?') AS part,
    sum(portions.chips) AS chips, sum(portions.chips * portions.probability) / sum(portions.chips) AS probability,
    median(hazards.odds_diverted / $prior / (1.0 + hazards.odds_lost + hazards.odds_error)) AS ratio,
    median(hazards.dilution) AS dilution, min(hazards.window_early) AS early, min(hazards.window_late) AS late,
    max(CASE WHEN hazards.removal IS NULL THEN 0 ELSE 1 END) AS whole_site, max(portions.concentration) AS concentration
FROM portions
JOIN hazards ON hazards.unit = portions.unit
JOIN units ON units.unit = portions.unit
LEFT JOIN standing ON standing.unit = portions.unit
LEFT JOIN places_here ON places_here.site = standing.site
WHERE portions.chips > 0
GROUP BY 1, 2, 3, 4, 5, 6, round(portions.probability, 3)
ORDER BY 1, 2, 3, 4, 5, 6, 8
