-- question: Where were fewer counted than are on the book?
-- says: "{counted} of {booked} counted at {place} on {since}: {short} short."
-- subject: unit
-- family: count
-- m: 0.60
-- u: 0.02
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: >
--   argued. A count on the spot is the strongest evidence that is not electronic; counts err, and
--   goods on loan are overlooked, in about two of a hundred.
-- typologies: [T05, T19, T26]
-- red_flags: [DER-02]
-- innocent:
--   - Some were on loan, in use elsewhere in the building, or in the repair bench.
--   - The book is wrong, because a write-off or a delivery note is missing.
-- check: Count again against the serial list, and ask for the paper of each that is absent.
WITH counts AS (
    SELECT t.unit, t.unit_kind, t.site, t.happened, t.source, t.quantity AS counted,
           SUM(h.quantity) AS booked, MIN(h.source) AS book_source
    FROM timeline t
    JOIN holdings h
        ON h.unit = t.unit AND h.site = t.site AND h.held_from <= t.happened
       AND (h.held_to IS NULL OR h.held_to > t.happened)
    WHERE t.event = 'inspecting' AND t.unit_kind = 'lot'
    GROUP BY t.unit, t.unit_kind, t.site, t.happened, t.source, t.quantity
),
found_again AS (
    SELECT DISTINCT m.seq
    FROM timeline t
    JOIN missed m ON m.unit = t.unit AND t.seq > m.seq
    WHERE t.grade <> 'document' AND t.event IN ('observing', 'inspecting')
),
looked_for AS (
    SELECT m.unit, m.unit_kind, m.site, m.happened, m.source, 0 AS counted, m.quantity AS booked,
           CAST(NULL AS VARCHAR) AS book_source
    FROM missed m
    LEFT JOIN found_again f ON f.seq = m.seq
    WHERE f.seq IS NULL
),
short AS (
    SELECT * FROM counts WHERE counted < booked
    UNION ALL
    SELECT * FROM looked_for
),
latest AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY unit, site ORDER BY happened DESC, source) AS newest FROM short
)
SELECT CASE WHEN s.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       s.unit AS subject, s.happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', s.source, s.book_source) AS evidence,
       COALESCE(f.name, s.site) AS place, CAST(s.counted AS BIGINT) AS counted, CAST(s.booked AS BIGINT) AS booked,
       CAST(s.booked - s.counted AS BIGINT) AS short
FROM latest s
LEFT JOIN site_facts f ON f.site = s.site
WHERE s.newest = 1;

SELECT 'counts on the spot' AS need, COUNT(*) AS rows FROM timeline WHERE event IN ('inspecting', 'missing');
