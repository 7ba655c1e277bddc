-- question: What was taken out of its rack and never heard of again?
-- says: "Taken out at {place} on {since} ({document}); {days} days later it is neither back nor anywhere else on the spot."
-- subject: unit
-- family: custody
-- m: 0.30
-- u: 0.02
-- unfitted: the worlds would weigh it more, and may only lower a weight
-- basis: >
--   argued. Machines are removed before they leave; honest removals end in a rack, a repair record or
--   a write-off within two months in all but about two of a hundred.
-- typologies: [T05, T19, T25]
-- red_flags: [DER-03]
-- innocent:
--   - It waits in store, or at the repairer, without paper.
--   - It was scrapped and not written off.
-- check: Ask where the removed machines are and read their serial numbers there.
-- parameters:
--   days_allowed: [60, "days between removal and the next sighting"]
WITH removed AS (
    SELECT unit, MAX(seq) AS seq FROM timeline WHERE event = 'removing' AND unit_kind <> 'lot' GROUP BY unit
)
SELECT t.unit AS subject, t.happened AS since, CAST(NULL AS TIMESTAMP) AS until, t.source AS evidence,
       COALESCE(f.name, t.site) AS place, t.document, DATEDIFF('day', t.happened, $as_of) AS days
FROM removed r
JOIN timeline t ON t.seq = r.seq
LEFT JOIN site_facts f ON f.site = t.site
WHERE DATEDIFF('day', t.happened, $as_of) > $days_allowed
  AND NOT EXISTS (
      SELECT 1 FROM timeline later
      WHERE later.unit = t.unit AND later.seq > t.seq
        AND (later.grade <> 'document' OR later.event IN ('receiving', 'installing', 'repairing', 'decommissioning', 'destroying'))
  );

SELECT 'removals' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'removing';
