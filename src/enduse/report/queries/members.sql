-- The chips of one group, and the containers they are in, surest first.
SELECT p.unit, p.unit_kind, p.part, p.chips, p.diverted, p.last_seen, p.leg, p.since
FROM placed_units p
WHERE p.site = $site AND COALESCE(p.state, 'held') = $state AND p.chips > 0
  AND (p.diverted >= $floor OR p.diverted IS NULL)
ORDER BY p.diverted DESC, p.unit
