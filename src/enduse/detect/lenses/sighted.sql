-- Each serialised unit that someone holds: when it was last read and seen where it is booked, and how it was inspected.
-- `near` is a reading at another site of the same country, which explains a silence at home.
WITH home AS (
    SELECT h.unit, u.unit_kind, u.part, u.chips, u.lot, h.site, h.party, h.country, h.held_from
    FROM holdings h
    JOIN units u ON u.unit = h.unit
    WHERE h.held_to IS NULL AND h.state = 'held' AND u.unit_kind <> 'lot'
),
told AS (
    SELECT home.*, t.seq, t.happened, t.event, t.source, t.note, t.grade,
           CASE WHEN t.site = home.site AND t.grade IN ('read', 'attested') THEN t.seq END AS read_seq,
           CASE WHEN t.site = home.site AND t.grade <> 'document' THEN t.seq END AS seen_seq,
           CASE WHEN t.site = home.site AND t.event = 'inspecting' THEN t.seq END AS inspected_seq,
           CASE WHEN t.site <> home.site AND t.country = home.country AND t.grade IN ('read', 'attested')
                THEN t.happened END AS near_at
    FROM home
    LEFT JOIN timeline t
        ON t.unit = home.unit AND t.happened >= home.held_from
       AND t.event NOT IN ('missing', 'correcting', 'shipping', 'returning', 'commissioning')
)
SELECT unit, unit_kind, part, chips, lot, site, party, country, held_from,
       COUNT(read_seq) AS reads,
       MIN(CASE WHEN read_seq IS NOT NULL THEN happened END) AS first_read,
       MAX(CASE WHEN read_seq IS NOT NULL THEN happened END) AS last_read,
       MAX_BY(source, read_seq) AS last_read_source,
       MAX(CASE WHEN seen_seq IS NOT NULL THEN happened END) AS last_seen,
       MAX_BY(source, seen_seq) AS last_seen_source,
       MAX(CASE WHEN inspected_seq IS NOT NULL THEN happened END) AS inspected,
       MAX_BY(grade, inspected_seq) AS inspected_grade,
       MAX_BY(source, inspected_seq) AS inspected_source,
       MAX_BY(note, inspected_seq) AS inspected_note,
       MAX(near_at) AS near
FROM told
GROUP BY unit, unit_kind, part, chips, lot, site, party, country, held_from
