-- question: Which sites lost contact with a cluster of units in one week?
-- number: 8
-- starred: yes
SELECT f.subject, f.since, f.until, f.db, f.says, f.evidence, f.m, f.u
FROM findings f
WHERE f.detector IN ('site_silent_together')
ORDER BY f.db DESC, f.since, f.subject
