-- question: What was installed, inspected, and then fell silent?
-- says: "Inspected at {place} on {inspected} ({grade}); last reading {since}, silent for {dark_days} days."
-- subject: unit
-- family: silence
-- m: 0.099
-- u: 0.0041
-- fitted: {argued: [0.4, 0.01], weight: 20, generators: [simulate, otherworld], worlds: 208, seeds: [30000, 30207], diverted: [12.78, 190.7], booked: [0.73, 206.8], among: all}
-- basis: >
--   argued. Install, pass inspection, dismantle is the documented pattern T05; a machine that fails
--   for good without a ticket within four months of its inspection is taken at one in a hundred.
-- typologies: [T05, T24]
-- red_flags: [DER-03]
-- innocent:
--   - The machine failed, or was switched off, and nobody wrote a ticket.
--   - It was moved inside the country and reports under another site.
--   - Its agent was reinstalled under another name.
-- check: Have the operator switch the machine on and read its serial number over the management port.
-- parameters:
--   after_days: [120, "days between inspection and last reading that still count as one story"]
SELECT q.unit AS subject, q.last_read AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', q.inspected_source, q.last_read_source) AS evidence,
       COALESCE(f.name, q.site) AS place, q.inspected, q.inspected_grade AS grade, q.dark_days
FROM silent q
LEFT JOIN site_facts f ON f.site = q.site
WHERE q.inspected IS NOT NULL
  AND q.inspected <= q.last_read + INTERVAL 14 DAY
  AND DATEDIFF('day', q.inspected, q.last_read) <= $after_days;

SELECT 'inspections' AS need, COUNT(*) AS rows FROM timeline WHERE event = 'inspecting'
UNION ALL
SELECT 'units with at least three readings' AS need, COUNT(*) AS rows FROM sighted WHERE reads >= 3;
