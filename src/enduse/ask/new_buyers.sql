-- question: Which customers are new, were formed near a rule, share an address, or have no business in it?
-- number: 20
SELECT f.subject AS party, p.name, p.business, p.incorporated, f.detector, f.says, f.db, d.red_flags, f.evidence
FROM findings f
LEFT JOIN (SELECT party, MAX(name) AS name, MAX(business) AS business, MIN(incorporated) AS incorporated FROM parties GROUP BY party) p
    ON p.party = f.subject
LEFT JOIN detectors d ON d.detector = f.detector
WHERE f.subject_kind = 'party'
ORDER BY f.subject, f.db DESC, f.detector
