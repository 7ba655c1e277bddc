-- What a name stands for, the surest meaning first: unit, lot, site, party.
SELECT 'unit' AS kind, unit AS subject, 1 AS rank FROM units WHERE unit = $name AND unit_kind <> 'lot'
UNION ALL SELECT 'lot', unit, 1 FROM units WHERE unit = $name AND unit_kind = 'lot'
UNION ALL SELECT DISTINCT 'unit', i.unit, 2 FROM identities i JOIN units u ON u.unit = i.unit
          WHERE i.identifier = $name AND i.identifier_kind NOT IN ('slot', 'chassis', 'board')
UNION ALL SELECT DISTINCT 'site', site, 3 FROM sites WHERE LOWER(site) = LOWER($name) OR LOWER(name) = LOWER($name)
UNION ALL SELECT DISTINCT 'party', party, 4 FROM parties WHERE LOWER(party) = LOWER($name) OR LOWER(name) = LOWER($name)
UNION ALL SELECT DISTINCT 'lot', lot, 5 FROM units WHERE lot = $name
UNION ALL SELECT DISTINCT 'site', site, 6 FROM timeline WHERE site = $name
UNION ALL SELECT DISTINCT 'party', to_party, 7 FROM timeline WHERE to_party = $name
ORDER BY rank, kind, subject
LIMIT 1
