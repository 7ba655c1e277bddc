-- question: Which shipments weigh too little or too much for what they declare?
-- number: 12
SELECT f.subject, f.since, f.until, f.db, f.says, f.evidence, h.site AS booked_at, h.party AS booked_to
FROM findings f
LEFT JOIN holdings h ON h.unit = f.subject AND h.held_to IS NULL
WHERE f.detector IN ('weight_differs', 'goods_left_as_silence_began')
ORDER BY f.db DESC, f.since, f.subject
