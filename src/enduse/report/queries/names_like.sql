-- Names that the evidence speaks of, for suggesting the nearest.
SELECT site AS name FROM sites UNION SELECT name FROM sites WHERE name IS NOT NULL
UNION SELECT party FROM parties UNION SELECT name FROM parties WHERE name IS NOT NULL
UNION SELECT lot FROM units WHERE lot IS NOT NULL
UNION SELECT unit FROM units WHERE unit LIKE SUBSTR($name, 1, 3) || '%'
ORDER BY name
LIMIT 20000
