-- question: Which intermediaries appear in more than one dark path, and what do they share?
-- number: 13
-- starred: yes
-- parameter: least=1 least number of dark units or lots
WITH dark AS (
    SELECT DISTINCT subject FROM findings WHERE subject_kind IN ('unit', 'lot') AND family IN ('paper', 'party', 'custody', 'place', 'silence') AND db > 6
),
passed AS (
    SELECT t.to_party AS party, t.unit FROM timeline t JOIN dark d ON d.subject = t.unit
    WHERE t.event IN ('shipping', 'receiving') AND t.to_party IS NOT NULL
    UNION
    SELECT t.from_party, t.unit FROM timeline t JOIN dark d ON d.subject = t.unit
    WHERE t.event = 'shipping' AND t.from_party IS NOT NULL
)
SELECT p.party, MAX(f.name) AS name, MAX(f.business) AS business, COUNT(DISTINCT p.unit) AS dark_units,
       STRING_AGG(DISTINCT l.kind || ' with ' || CASE WHEN l.party = p.party THEN l.other ELSE l.party END, '; ') AS shares
FROM passed p
LEFT JOIN parties f ON f.party = p.party
LEFT JOIN party_links l ON l.party = p.party OR l.other = p.party
GROUP BY p.party
HAVING COUNT(DISTINCT p.unit) >= $least
ORDER BY dark_units DESC, p.party
