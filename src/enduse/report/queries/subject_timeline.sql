-- What happened to the subject, alike events of one day as one line.
WITH told AS (
    SELECT t.happened, t.event, t.unit, t.site, t.to_site, t.from_party, t.to_party, t.grade, t.document, t.note, t.source, t.quantity
    FROM timeline t
    WHERE ($kind = 'unit' AND t.unit = $subject)
       OR ($kind = 'lot' AND t.unit IN (SELECT unit FROM subject_units))
       OR ($kind = 'site' AND (t.site = $subject OR t.to_site = $subject))
       OR ($kind = 'party' AND (t.from_party = $subject OR t.to_party = $subject))
)
SELECT MIN(happened) AS happened, event, CASE WHEN COUNT(DISTINCT unit) = 1 THEN MIN(unit) END AS unit,
       COUNT(DISTINCT unit) AS units, site, to_site, from_party, to_party, grade, document, MIN(note) AS note, MIN(source) AS source
FROM told
GROUP BY CAST(happened AS DATE), event, site, to_site, from_party, to_party, grade, document
ORDER BY happened, event, site, document
