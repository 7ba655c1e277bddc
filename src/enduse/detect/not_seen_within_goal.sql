-- question: What has not been seen since a date longer ago than the goal allows?
-- says: "Last seen at {place} on {since}, {days} days ago; the goal is {goal} days."
-- subject: unit
-- family: silence
-- m: 0.80
-- u: 0.10
-- unfitted: the worlds would weigh it more, and may only lower a weight
-- basis: >
--   argued. The plain clock: what is gone is not seen again; of what is there about one in ten is
--   not looked at within the goal. Not added to the score, which reads the silence itself.
-- typologies: [T05, T19, T26]
-- red_flags: [DER-03]
-- innocent:
--   - Nobody looked.
--   - The machine is in store, or was written off without paper.
-- check: Read the serial number over the management port, or from a photograph with a dated nonce.
SELECT s.unit AS subject, s.last_seen AS since, CAST(NULL AS TIMESTAMP) AS until, s.last_seen_source AS evidence,
       COALESCE(f.name, s.site) AS place, DATEDIFF('day', s.last_seen, $as_of) AS days, $timeliness_days AS goal
FROM sighted s
LEFT JOIN site_facts f ON f.site = s.site
WHERE s.last_seen IS NOT NULL AND DATEDIFF('day', s.last_seen, $as_of) > $timeliness_days
  AND NOT EXISTS (
      SELECT 1 FROM containment c JOIN sighted inside ON inside.unit = c.unit
      WHERE c.parent = s.unit AND c.inside_to IS NULL
        AND DATEDIFF('day', inside.last_seen, $as_of) <= $timeliness_days
  );

SELECT 'units seen at least once' AS need, COUNT(*) AS rows FROM sighted WHERE last_seen IS NOT NULL;
