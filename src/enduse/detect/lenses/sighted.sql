-- Each serialised unit that someone holds: when it was last read and seen where it is booked, and how it was inspected.
-- `near` is a reading at another site of the same country, which explains a silence at home.
WITH home AS (
    SELECT h.unit, h.site, h.party, h.country, h.held_from
    FROM holdings h
    WHERE h.held_to IS NULL AND h.state = 'held'
),
counted AS (
    SELECT t.unit,
           COUNT(CASE WHEN t.site = home.site AND t.grade IN ('read', 'attested') THEN 1 END) AS reads,
           MIN(CASE WHEN t.site = home.site AND t.grade IN ('read', 'attested') THEN t.happened END) AS first_read,
           MAX(CASE WHEN t.site = home.site AND t.grade IN ('read', 'attested') THEN t.seq END) AS read_seq,
           MAX(CASE WHEN t.site = home.site AND t.grade <> 'document' THEN t.seq END) AS seen_seq,
           MAX(CASE WHEN t.site = home.site AND t.event = 'inspecting' THEN t.seq END) AS inspected_seq,
           MAX(CASE WHEN t.site <> home.site AND t.country = home.country AND t.grade IN ('read', 'attested')
                    THEN t.happened END) AS near
    FROM timeline t
    JOIN home ON home.unit = t.unit AND t.happened >= home.held_from
    WHERE t.event NOT IN ('missing', 'correcting', 'shipping', 'returning', 'commissioning') AND t.unit_kind <> 'lot'
      AND (t.grade <> 'document' OR t.event = 'inspecting')
    GROUP BY t.unit
)
SELECT home.unit, u.unit_kind, u.part, u.chips, u.lot, home.site, home.party, home.country, home.held_from,
       COALESCE(c.reads, 0) AS reads, c.first_read, last_read.happened AS last_read, last_read.source AS last_read_source,
       last_seen.happened AS last_seen, last_seen.source AS last_seen_source,
       inspected.happened AS inspected, inspected.grade AS inspected_grade, inspected.source AS inspected_source,
       inspected.note AS inspected_note, c.near
FROM home
JOIN units u ON u.unit = home.unit AND u.unit_kind <> 'lot'
LEFT JOIN counted c ON c.unit = home.unit
LEFT JOIN timeline last_read ON last_read.seq = c.read_seq
LEFT JOIN timeline last_seen ON last_seen.seq = c.seen_seq
LEFT JOIN timeline inspected ON inspected.seq = c.inspected_seq
