-- The pattern of every question of this stretch, numbered on from the stretches before.
SELECT law_letters.question, law_patterns.place + CAST($offset AS BIGINT) AS pattern
FROM law_letters
JOIN law_patterns
    ON law_patterns.letters = law_letters.letters AND law_patterns.assembly = law_letters.assembly
   AND law_patterns.gaps = law_letters.gaps
