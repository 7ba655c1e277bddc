-- question: Which serials were seen in two places too close in time, or twice at once?
-- number: 4
-- starred: yes
SELECT f.subject, f.since, f.until, f.db, f.says, f.evidence, h.site AS booked_at, h.party AS booked_to
FROM findings f
LEFT JOIN holdings h ON h.unit = f.subject AND h.held_to IS NULL
WHERE f.detector IN ('in_two_places', 'impossible_travel')
ORDER BY f.db DESC, f.since, f.subject
