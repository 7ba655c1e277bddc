-- question: Does a party fall under the 50 % rule: certainly, possibly or unknown, and which share decides?
-- number: 16
-- starred: yes
-- parameter: party= party id; all if empty
SELECT c.party, p.name, c.controller, c.share_min, c.share_max, c.verdict, c."on", c.decided_by
FROM control c
LEFT JOIN (SELECT party, MAX(name) AS name FROM parties GROUP BY party) p ON p.party = c.party
WHERE $party = '' OR c.party = $party
ORDER BY c.verdict, c.party, c.controller
