-- question: Which returned boards have a certificate or UUID that belongs to another serial than the form says?
-- number: 10
SELECT t.unit, t.happened, t.event, t.document, i.identifier, i.identifier_kind, i.unit AS belongs_to, i.source
FROM timeline t
JOIN identities own ON own.unit = t.unit AND own.identifier_kind IN ('uuid', 'certificate', 'brom')
JOIN identities i ON i.identifier = own.identifier AND i.unit <> t.unit
WHERE t.event IN ('repairing', 'returning')
ORDER BY t.happened, t.unit
