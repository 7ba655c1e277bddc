-- question: Where did fewer chips answer a roll call than the book has there?
-- says: "{present} chips answered the roll call of {since} at {place}, of {asked} called; the book has {booked}."
-- subject: site
-- family: count
-- m: 0.60
-- u: 0.10
-- unfitted: the worlds never show it
-- basis: >
--   argued. A roll call counts working chips of a class at one moment. A site of some size always has a few
--   machines out of service, so a tenth of honest sites would fall short by one or two.
-- typologies: [T04, T05, T13]
-- red_flags: [DER-01, DER-02]
-- innocent:
--   - Machines were down, in repair or busy.
--   - The book counts goods that wait in boxes.
-- check: Ask for the reason for each unit that did not answer, and count those on the spot.
-- parameters:
--   tolerated: [0.02, "share of the called units that may be out of service"]
WITH called AS (
    SELECT p.exhibit, COALESCE(n.site, p.site) AS site, p.unit, p.verdict, p."at"
    FROM proofs p
    LEFT JOIN site_keys n ON n.name = LOWER(TRIM(p.site))
    WHERE p.kind = 'rollcall' AND p.site IS NOT NULL
),
calls AS (
    SELECT exhibit, site, COUNT(*) AS asked, COUNT(CASE WHEN verdict = 'valid' THEN 1 END) AS present,
           MIN("at") AS since
    FROM called
    GROUP BY exhibit, site
),
latest AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY site ORDER BY since DESC, exhibit) AS newest FROM calls
),
book AS (
    SELECT l.site, l.exhibit, SUM(CASE WHEN u.unit_kind = 'lot' THEN h.quantity ELSE u.chips END) AS booked
    FROM latest l
    JOIN holdings h
        ON h.site = l.site AND h.held_from <= l.since AND (h.held_to IS NULL OR h.held_to > l.since)
       AND h.state = 'held'
    JOIN units u ON u.unit = h.unit
    GROUP BY l.site, l.exhibit
)
SELECT l.site AS subject, DATE_TRUNC('second', l.since) AS since, CAST(NULL AS TIMESTAMP) AS until, l.exhibit AS evidence,
       COALESCE(f.name, l.site) AS place, l.present, l.asked, CAST(b.booked AS BIGINT) AS booked
FROM latest l
JOIN book b ON b.site = l.site AND b.exhibit = l.exhibit
LEFT JOIN site_facts f ON f.site = l.site
WHERE l.newest = 1 AND l.asked >= b.booked AND l.present < (1 - $tolerated) * b.booked;

SELECT 'roll calls at a named site' AS need, COUNT(*) AS rows FROM proofs WHERE kind = 'rollcall' AND site IS NOT NULL;
