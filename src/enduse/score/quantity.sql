-- Clusters of units that share one fate, with the probability that they are diverted and the GPUs in them.
WITH standing AS (
    SELECT legs.unit, max_by(coalesce(legs.site, '?'), legs.leg) AS site, max_by(legs.custodian, legs.leg) AS party
    FROM legs GROUP BY legs.unit
)
SELECT coalesce(hazards.removal, concat(hazards.place, ' ', hazards.cluster)) AS cluster, hazards.place,
    coalesce(standing.party, '?') AS party, coalesce(standing.site, '?') AS site,
    coalesce(places_here.country, '?') AS country, coalesce(units.part, '?') AS part,
    CAST(sum(units.chips * coalesce(lot_short.share, 1.0)) AS DOUBLE) AS chips,
    sum(units.chips * posteriors.probability) / sum(units.chips * coalesce(lot_short.share, 1.0)) AS probability,
    avg(hazards.odds_diverted / $prior / (1.0 + hazards.odds_lost + hazards.odds_error)) AS ratio,
    avg(hazards.dilution) AS dilution, min(hazards.window_early) AS early, min(hazards.window_late) AS late,
    max(CASE WHEN hazards.removal IS NULL THEN 0 ELSE 1 END) AS whole_site
FROM hazards
JOIN units ON units.unit = hazards.unit
JOIN posteriors ON posteriors.subject = hazards.unit AND posteriors.hypothesis = 'diverted'
    AND posteriors.subject_kind IN ('unit', 'lot')
LEFT JOIN lot_short ON lot_short.unit = hazards.unit
LEFT JOIN standing ON standing.unit = hazards.unit
LEFT JOIN places_here ON places_here.site = standing.site
WHERE units.chips > 0
GROUP BY 1, 2, 3, 4, 5, 6, round(posteriors.probability, 3)
ORDER BY 1, 2, 3, 4, 5, 6, 8
