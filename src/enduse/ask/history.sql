-- question: For one unit: every event, who said it, with what grade, and the dark time before it.
-- number: 2
-- starred: yes
-- parameter: unit serial number or another identifier
SELECT happened, event, site, country, from_party, to_party, grade, document, note, via, source,
       DATEDIFF('day', MAX(CASE WHEN grade <> 'document' THEN happened END) OVER (
           ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), happened) AS days_since_last_seen
FROM timeline
WHERE unit = $unit OR unit IN (SELECT unit FROM identities WHERE identifier = $unit)
ORDER BY seq
