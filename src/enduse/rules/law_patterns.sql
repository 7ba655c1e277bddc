-- Questions with the same verdicts, and the same gaps in their facts, have the same answer.
SELECT letters, assembly, gaps, min(question) AS example,
       row_number() OVER (ORDER BY letters, assembly, gaps) AS place
FROM law_letters
GROUP BY letters, assembly, gaps
