SELECT identifier, identifier_kind, bound_from, bound_to, grade, source FROM identities
WHERE $kind = 'unit' AND unit = $subject
ORDER BY identifier_kind, identifier, bound_from
