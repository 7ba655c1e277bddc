-- … and otherwise all that the document had said by then.
SELECT corrections.spelling, corrections.paper, max(corrections.until_recorded) AS until_recorded
FROM corrections
LEFT JOIN withdrawn_rows AS exact ON exact.spelling = corrections.spelling AND exact.paper = corrections.paper
                                 AND exact.happened = corrections.happened
WHERE exact.spelling IS NULL AND corrections.paper <> ''
GROUP BY corrections.spelling, corrections.paper
