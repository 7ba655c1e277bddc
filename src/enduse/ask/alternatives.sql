-- question: Which other explanation fits one subject as well, and what tells them apart?
-- number: 26
-- starred: yes
-- parameter: subject unit, lot, site or party
SELECT p.hypothesis, p.prior, p.probability, p.db, p.leg, p.custodian,
       STRING_AGG(DISTINCT d.detector, ', ' ORDER BY d.detector) AS findings,
       MIN(d."check") AS separating_check
FROM posteriors p
LEFT JOIN findings f ON f.subject = p.subject
LEFT JOIN detectors d ON d.detector = f.detector
WHERE p.subject = $subject
GROUP BY p.hypothesis, p.prior, p.probability, p.db, p.leg, p.custodian
ORDER BY p.probability DESC, p.hypothesis
