SELECT unit, party, site, country, held_from, held_to, state, grade, opened_by, closed_by, quantity, source FROM holdings
WHERE ($kind = 'unit' OR $kind = 'lot') AND unit = $subject
ORDER BY held_from, site
