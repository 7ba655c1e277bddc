-- Days on which a chip answered electronically, as one number: the chip, its cell (kind of unit at a site), the day.
-- Sorting these numbers puts the answers of each chip side by side; the same with lag() costs three times as much.
SELECT (timeline.unit_no * $cells + cell_numbers.cell_no) * $days + date_diff('day', DATE '1970-01-01', CAST(timeline.happened AS DATE))
       AS answer
FROM timeline
JOIN cell_numbers ON cell_numbers.site = timeline.site AND cell_numbers.unit_kind = timeline.unit_kind
WHERE timeline.event IN ('observing', 'inspecting') AND timeline.grade IN ('read', 'attested')
