-- question: Which units were seen in a country outside their authorised path?
-- number: 6
-- starred: yes
SELECT f.subject, f.since, f.until, f.db, f.says, f.evidence, h.site AS booked_at, h.party AS booked_to
FROM findings f
LEFT JOIN holdings h ON h.unit = f.subject AND h.held_to IS NULL
WHERE f.detector IN ('contact_off_path')
ORDER BY f.db DESC, f.since, f.subject
