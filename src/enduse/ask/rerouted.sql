-- question: Where does the route differ from the declared one, and is there a reason on file?
-- number: 14
SELECT f.subject, f.since, f.until, f.db, f.says, f.evidence, h.site AS booked_at, h.party AS booked_to
FROM findings f
LEFT JOIN holdings h ON h.unit = f.subject AND h.held_to IS NULL
WHERE f.detector IN ('received_elsewhere', 'onward_from_hub', 'contact_off_path')
ORDER BY f.db DESC, f.since, f.subject
