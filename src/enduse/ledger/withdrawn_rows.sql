-- A correction withdraws what its document says of the unit: of that very instant, where there is such a row …
-- (What is withdrawn stays in the evidence. Corrections are few: kept on their own, the bulk is read once and not copied.)
SELECT DISTINCT corrections.spelling, corrections.paper, corrections.happened
FROM corrections
JOIN statements ON statements.spelling = corrections.spelling AND statements.paper = corrections.paper
               AND statements.happened = corrections.happened AND statements.event <> 'correcting'
