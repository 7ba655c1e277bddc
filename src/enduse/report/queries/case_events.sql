-- The events of a case, as stated of a unit itself: of the unit, the lot, or all that is booked at the site or party.
SELECT t.event, t.happened, t.unit, t.unit_kind, t.quantity, t.site, t.to_site, t.from_party, t.to_party, t.grade, t.document, t.source
FROM timeline t
WHERE t.via IS NULL AND t.event <> 'correcting'
  AND (t.unit = $subject OR t.unit IN (SELECT unit FROM subject_units)
       OR t.unit IN (SELECT via FROM timeline WHERE $kind IN ('unit', 'lot') AND unit IN (SELECT unit FROM subject_units) AND via IS NOT NULL)
       OR ($kind = 'site' AND t.unit_kind = 'lot' AND (t.site = $subject OR t.to_site = $subject)))
ORDER BY t.happened, t.unit, t.event, t.source
LIMIT 20000
