-- The units that a subject consists of or holds now.
SELECT unit FROM units WHERE $kind = 'unit' AND unit = $subject
UNION SELECT unit FROM units WHERE $kind = 'lot' AND (unit = $subject OR lot = $subject)
UNION SELECT unit FROM holdings WHERE $kind = 'site' AND held_to IS NULL AND (site = $subject OR (site IS NULL AND to_site = $subject))
UNION SELECT unit FROM holdings WHERE $kind = 'party' AND held_to IS NULL AND party = $subject
