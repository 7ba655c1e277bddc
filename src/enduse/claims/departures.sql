-- Goods that left a site for another country: what could have carried units away, whatever the paper calls them.
SELECT timeline.site, timeline.happened, timeline.to_country, timeline.part, timeline.quantity, timeline.source, timeline.unit,
    units.chips, coalesce(units.lot, units.unit) AS lot
FROM timeline
LEFT JOIN units ON units.unit = timeline.unit
WHERE timeline.event = 'shipping' AND timeline.site IS NOT NULL AND timeline.via IS NULL
  AND (units.chips IS NULL OR units.chips = 0 OR units.unit_kind = 'lot') AND timeline.unit_kind = 'lot'
ORDER BY timeline.site, timeline.happened
