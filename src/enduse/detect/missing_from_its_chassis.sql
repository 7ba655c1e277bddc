-- question: Which chips are absent from inventories that still show their neighbours?
-- says: "Last read in {chassis} at {place} on {since}; {siblings} neighbours in it were read as late as {latest}."
-- subject: unit
-- family: count
-- m: 0.40
-- u: 0.01
-- unfitted: the worlds would weigh it more, and may only lower a weight
-- basis: >
--   argued. A chassis that reports fewer chips than were shipped in it has lost one to failure, repair
--   or removal; without a ticket about one in a hundred is a failure.
-- typologies: [T03, T05, T16, T26]
-- red_flags: [KYC-23]
-- innocent:
--   - The chip failed and drops out of the inventory.
--   - The inventory was read while the machine restarted.
-- check: Open the chassis and read all modules.
-- parameters:
--   days_behind: [45, "days by which a chip lags behind its neighbours"]
WITH direct AS (
    SELECT t.unit, MAX(t.happened) AS last_read, MAX(t.seq) AS seq
    FROM timeline t
    WHERE t.via IS NULL AND t.event = 'observing' AND t.grade IN ('read', 'attested')
      AND t.unit IN (SELECT unit FROM containment WHERE inside_to IS NULL)
    GROUP BY t.unit
),
held AS (
    SELECT c.unit, c.parent, d.last_read, d.seq, s.site
    FROM containment c
    JOIN direct d ON d.unit = c.unit
    JOIN sighted s ON s.unit = c.unit
    WHERE c.inside_to IS NULL
),
-- in most chassis all chips were last read together: only the others are compared chip by chip
uneven AS (
    SELECT parent FROM held GROUP BY parent HAVING DATEDIFF('day', MIN(last_read), MAX(last_read)) > $days_behind
),
inside AS (
    SELECT h.unit, h.parent, h.last_read, t.source, h.site
    FROM held h
    JOIN uneven u ON u.parent = h.parent
    JOIN timeline t ON t.seq = h.seq
),
neighbours AS (
    SELECT a.unit, COUNT(*) AS siblings, MAX(b.last_read) AS latest, MAX_BY(b.source, CONCAT(CAST(b.last_read AS VARCHAR), b.source)) AS latest_source
    FROM inside a
    JOIN inside b ON b.parent = a.parent AND b.unit <> a.unit
    WHERE DATEDIFF('day', a.last_read, b.last_read) > $days_behind
    GROUP BY a.unit
)
SELECT i.unit AS subject, i.last_read AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', i.source, n.latest_source) AS evidence,
       i.parent AS chassis, COALESCE(f.name, i.site) AS place, n.siblings, n.latest
FROM inside i
JOIN neighbours n ON n.unit = i.unit
LEFT JOIN site_facts f ON f.site = i.site
WHERE n.siblings >= 3
  AND NOT EXISTS (
      SELECT 1 FROM timeline t
      WHERE t.unit = i.unit AND t.event IN ('removing', 'repairing', 'returning') AND t.happened >= i.last_read
  );

SELECT 'chips read one by one in a chassis' AS need, COUNT(*) AS rows
FROM timeline WHERE via IS NULL AND event = 'observing' AND unit_kind = 'gpu' AND grade IN ('read', 'attested');
