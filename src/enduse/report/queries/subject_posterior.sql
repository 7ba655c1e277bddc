SELECT hypothesis, prior, db, probability, since, leg, custodian FROM posteriors
WHERE subject_kind = $kind AND subject = $subject
ORDER BY probability DESC, hypothesis
