-- question: What did the rules say of each shipment on its day?
-- number: 17
-- starred: yes
-- parameter: subject= unit, lot or part; all if empty
SELECT d."on", d.subject, d.rule, d.verdict, d.outcome, d.because
FROM determinations d
WHERE d.verdict <> 'not_in_force' AND ($subject = '' OR d.subject = $subject)
ORDER BY d."on", d.subject, d.rule
