-- Chips that stand out: probable enough, or, where nothing is scored, under a finding of ten decibans.
WITH weighed AS (
    SELECT subject, MAX(db) AS db FROM findings WHERE subject_kind IN ('unit', 'lot') AND db > 0 GROUP BY subject
)
SELECT p.unit, p.unit_kind, p.part, p.chips, p.site, COALESCE(p.state, 'held') AS state, p.to_site, p.last_seen, p.diverted,
       p.prior, p.lost, p.record_error, p.as_booked, p.since, p.leg, COALESCE(w.db, 0) AS db
FROM placed_units p
LEFT JOIN weighed w ON w.subject = p.unit
WHERE p.chips > 0 AND p.site IS NOT NULL
  AND (p.diverted >= $floor OR (p.diverted IS NULL AND w.db >= 10))
