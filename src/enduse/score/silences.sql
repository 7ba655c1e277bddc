-- Spans in which an enrolled chip did not answer for longer than two rounds, cut at what the book says of it.
-- A chip taken out of service on paper (`removing`) is not expected to answer until it answers again or is put back
-- on paper (`installing`): then it must answer within two rounds, for paper is no answer. Only electronic reads answer:
-- a label seen is not a device seen. `span` is silent, out (of service), short (a lot counted short) or counted (a lot by eye).
WITH chips AS (
    SELECT timeline.unit_no, min(timeline.unit) AS unit
    FROM timeline
    JOIN (SELECT DISTINCT unit_no FROM silent_gaps) AS fallen ON fallen.unit_no = timeline.unit_no
    GROUP BY timeline.unit_no
),
gaps AS (
    SELECT chips.unit, cell_numbers.site, CAST(silent_gaps.answered AS TIMESTAMP) AS answered,
        CAST(silent_gaps.answered_again AS TIMESTAMP) AS answered_again
    FROM silent_gaps
    JOIN chips ON chips.unit_no = silent_gaps.unit_no
    JOIN cell_numbers ON cell_numbers.cell_no = silent_gaps.cell_no
),
-- the part of each gap that falls in each stay
stays AS (
    SELECT enrolled.unit, enrolled.site, enrolled.party, enrolled.chips, enrolled.held_from, gaps.answered,
        greatest(gaps.answered, enrolled.held_from) + enrolled.window_days * INTERVAL 1 DAY AS silent_from,
        least(gaps.answered_again, enrolled.held_to) AS silent_to,
        coalesce(gaps.answered_again < coalesce(enrolled.held_to, CAST($as_of AS TIMESTAMP)), FALSE) AS came_back,
        enrolled.window_days
    FROM gaps
    JOIN enrolled ON enrolled.unit = gaps.unit AND enrolled.site = gaps.site AND enrolled.state = 'held'
    WHERE enrolled.unit_kind = 'unit'
      AND (enrolled.held_to IS NULL OR gaps.answered < enrolled.held_to)
      AND (gaps.answered_again IS NULL OR enrolled.held_from < gaps.answered_again)
),
taken_out AS (
    SELECT stays.unit, stays.site, stays.held_from, stays.answered, min(timeline.happened) AS out_from
    FROM stays
    JOIN timeline ON timeline.unit = stays.unit AND timeline.event = 'removing'
        AND coalesce(timeline.site, stays.site) = stays.site
        AND timeline.happened >= stays.answered AND timeline.happened >= stays.held_from
        AND (stays.silent_to IS NULL OR timeline.happened < stays.silent_to)
    GROUP BY stays.unit, stays.site, stays.held_from, stays.answered
),
put_back AS (
    SELECT taken_out.unit, taken_out.site, taken_out.held_from, taken_out.answered, taken_out.out_from,
        min(timeline.happened) AS out_to
    FROM taken_out
    LEFT JOIN timeline ON timeline.unit = taken_out.unit AND timeline.event = 'installing'
        AND timeline.site = taken_out.site AND timeline.happened > taken_out.out_from
    GROUP BY taken_out.unit, taken_out.site, taken_out.held_from, taken_out.answered, taken_out.out_from
),
served AS (
    SELECT stays.*, put_back.out_from,
        CASE WHEN put_back.out_to < coalesce(stays.silent_to, CAST($as_of AS TIMESTAMP)) THEN put_back.out_to END AS out_to
    FROM stays
    LEFT JOIN put_back ON put_back.unit = stays.unit AND put_back.site = stays.site
        AND put_back.held_from = stays.held_from AND put_back.answered = stays.answered
),
lot_counts AS (
    SELECT unit, site, happened, max(quantity) AS quantity, min(CASE WHEN grade = 'label' THEN 1.0 ELSE 0.0 END) AS by_eye,
        lead(happened) OVER (PARTITION BY unit, site ORDER BY happened) AS counted_again
    FROM timeline
    WHERE unit_kind = 'lot' AND grade <> 'document' AND site IS NOT NULL
      AND event IN ('observing', 'inspecting', 'installing', 'receiving')
    GROUP BY unit, site, happened
),
lot_ends AS (
    SELECT unit, site, party, CASE WHEN count(held_to) = count(*) THEN max(held_to) END AS left_at
    FROM enrolled WHERE unit_kind = 'lot' GROUP BY unit, site, party
),
-- a lot counted short stays short by as much until it is counted again or has left, whatever leaves it on paper meanwhile
lots AS (
    SELECT enrolled.unit, enrolled.site, enrolled.party, enrolled.chips, lot_counts.by_eye,
        lot_counts.happened AS short_from, least(lot_counts.counted_again, lot_ends.left_at) AS short_to,
        enrolled.chips - lot_counts.quantity * enrolled.each AS short
    FROM lot_counts
    JOIN enrolled ON enrolled.unit = lot_counts.unit AND enrolled.site = lot_counts.site AND enrolled.unit_kind = 'lot'
       AND enrolled.held_from <= lot_counts.happened
       AND (enrolled.held_to IS NULL OR lot_counts.happened < enrolled.held_to)
    JOIN lot_ends ON lot_ends.unit = enrolled.unit AND lot_ends.site = enrolled.site AND lot_ends.party = enrolled.party
),
spans AS (
    SELECT 'silent' AS span, unit, site, party, chips, silent_from AS span_from, least(silent_to, out_from) AS span_to,
        came_back AND out_from IS NULL AS came_back
    FROM served
    UNION ALL
    SELECT 'silent', unit, site, party, chips, out_to + window_days * INTERVAL 1 DAY, silent_to, FALSE
    FROM served WHERE out_to IS NOT NULL
    UNION ALL
    SELECT 'out', unit, site, party, chips, out_from, least(silent_to, out_to), FALSE
    FROM served WHERE out_from IS NOT NULL
    UNION ALL
    SELECT 'silent', unit, site, party, chips, held_from, held_to, FALSE FROM enrolled WHERE state = 'missing'
    UNION ALL
    SELECT 'short', unit, site, party, short, short_from, short_to, FALSE FROM lots WHERE short <> 0
    UNION ALL
    SELECT 'counted', unit, site, party, chips, short_from, short_to, FALSE FROM lots WHERE by_eye > 0
)
SELECT spans.span, spans.unit, spans.site, spans.party, spans.chips, spans.chips * coalesce(part_weights.h100e, 1.0) AS h100e,
    spans.span_from, spans.span_to, spans.came_back
FROM spans
JOIN units ON units.unit = spans.unit
LEFT JOIN part_weights ON part_weights.part = units.part
WHERE spans.span_from <= $as_of AND (spans.span_to IS NULL OR spans.span_from < spans.span_to)
