-- question: What is on the book and has never been seen where it is booked?
-- says: "On the book of {place} since {since}, {days} days, by paper alone; never seen there."
-- subject: unit
-- family: silence
-- m: 0.22
-- u: 0.10
-- fitted: {argued: [0.3, 0.1], weight: 20, generators: [simulate, otherworld], worlds: 208, seeds: [30000, 30207], diverted: [40.83, 190.7], booked: [21.18, 206.8], among: all}
-- basis: >
--   argued. Paper alone says little either way: sites that never report are mostly small or badly
--   run. It is shown so that silence is not taken for health.
-- typologies: [T01, T02, T10, T15]
-- red_flags: [KYC-08, BIS25-04]
-- innocent:
--   - The site does not report to us at all.
--   - The machines wait in boxes for the hall to be finished.
-- check: Ask for one read of serial numbers, or visit.
SELECT s.unit AS subject, s.held_from AS since, CAST(NULL AS TIMESTAMP) AS until, h.source AS evidence,
       COALESCE(f.name, s.site) AS place, DATEDIFF('day', s.held_from, $as_of) AS days
FROM sighted s
JOIN holdings h ON h.unit = s.unit AND h.held_to IS NULL
LEFT JOIN site_facts f ON f.site = s.site
WHERE s.last_seen IS NULL AND DATEDIFF('day', s.held_from, $as_of) > $timeliness_days
  AND NOT EXISTS (
      SELECT 1 FROM containment c JOIN sighted inside ON inside.unit = c.unit
      WHERE c.parent = s.unit AND c.inside_to IS NULL AND inside.last_seen IS NOT NULL
  );

SELECT 'units on a book' AS need, COUNT(*) AS rows FROM sighted;
