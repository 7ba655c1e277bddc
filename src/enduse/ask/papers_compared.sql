-- question: What do the papers of one unit or lot say, side by side, and which disagree?
-- number: 11
-- starred: yes
-- parameter: unit serial or lot number
WITH said AS (
    SELECT t.document, t.event, t.happened, t.part, t.quantity, t.from_party, t.to_party, t.site, t.to_site,
           REGEXP_EXTRACT(t.note, '([0-9]+) kg', 1) AS gross_kg, t.note, t.source
    FROM timeline t
    WHERE t.unit = $unit AND t.event IN ('shipping', 'receiving', 'returning', 'commissioning')
)
SELECT s.*, CASE WHEN (SELECT COUNT(DISTINCT part) FROM said) > 1 THEN 'part ' ELSE '' END
            || CASE WHEN (SELECT COUNT(DISTINCT quantity) FROM said) > 1 THEN 'quantity ' ELSE '' END
            || CASE WHEN (SELECT COUNT(DISTINCT NULLIF(gross_kg, '')) FROM said) > 1 THEN 'weight' ELSE '' END AS disagree_on
FROM said s
ORDER BY s.happened, s.document
