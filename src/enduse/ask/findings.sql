-- question: What did the detectors find, strongest first?
-- parameter: family= custody, silence, identity, place, count, capacity, paper, party, law or machine
-- parameter: subject= unit, lot, site or party
-- parameter: least_db=0 least weight, decibans
SELECT f.detector, f.family, f.subject_kind, f.subject, f.since, f.db, f.says, f.evidence FROM findings f
WHERE ($family = '' OR f.family = $family) AND ($subject = '' OR f.subject = $subject) AND f.db >= $least_db
ORDER BY f.db DESC, f.detector, f.subject
