-- question: How many independent origins does a claim have, and who merely repeats?
-- number: 23
-- starred: yes
-- parameter: lead= lead by document; all if empty
SELECT p.lead, p.proposition, p.text, p.assertions, p.origins, p.denials, p.no_knowledge,
       STRING_AGG(DISTINCT d.document || ' ' || d.kind || ' ' || d.rests_on, '; ') AS rests
FROM propositions p
LEFT JOIN derivations d ON d.lead = p.lead
WHERE $lead = '' OR p.lead = $lead
GROUP BY p.lead, p.proposition, p.text, p.assertions, p.origins, p.denials, p.no_knowledge
ORDER BY p.lead, p.proposition
