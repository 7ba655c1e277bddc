-- question: What was seen again after it had been scrapped or destroyed?
-- says: "Written off on {ended} ({paper}), seen again at {place} on {since} ({grade})."
-- subject: unit
-- family: identity
-- m: 0.30
-- u: 0.003
-- unfitted: the worlds show it among the booked almost alone, so that they do not tell how many diverted have it
-- basis: argued. Scrapped on paper and sold on is a way out of the book (T19); a wrong serial number on a write-off looks the same.
-- typologies: [T19, T25, T16]
-- red_flags: [KYC-22]
-- innocent:
--   - The write-off named the wrong serial number.
--   - The write-off was cancelled.
-- check: Ask for the certificate of destruction and read the device.
WITH again AS (
    SELECT e.unit, e.ended, e.paper, e.source AS ended_source, MIN(t.seq) AS seq
    FROM ended e
    JOIN timeline t ON t.unit = e.unit AND t.seq > e.seq
    WHERE t.grade <> 'document' AND t.event IN ('observing', 'inspecting', 'receiving', 'repairing', 'installing')
    GROUP BY e.unit, e.ended, e.paper, e.source
)
SELECT a.unit AS subject, t.happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', a.ended_source, t.source) AS evidence, a.ended, a.paper, COALESCE(f.name, t.site) AS place, t.grade
FROM again a
JOIN timeline t ON t.seq = a.seq
LEFT JOIN site_facts f ON f.site = t.site;

SELECT 'write-offs' AS need, COUNT(*) AS rows FROM timeline WHERE event IN ('decommissioning', 'destroying');
