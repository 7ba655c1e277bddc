-- question: Who denied what exactly, and does the denial contradict the claim?
-- number: 24
SELECT a.lead, a.proposition, p.text AS proposition_text, a.said_by, a.attributed_to, a.modality, a.span,
       CASE a.modality WHEN 'denies' THEN 'contradicts this proposition, no broader one'
                       WHEN 'no_knowledge' THEN 'says nothing is known; does not contradict'
                       ELSE 'says nothing; does not contradict' END AS reads_as
FROM assertions a
LEFT JOIN propositions p ON p.lead = a.lead AND p.proposition = a.proposition
WHERE a.modality IN ('denies', 'no_knowledge', 'no_comment')
ORDER BY a.lead, a.proposition, a.assertion
