-- question: Who screened which party, against which edition of which list, and what was decided?
-- number: 19
-- parameter: name= part of a name; all if empty
SELECT asked, who, why, name, country, editions, list, entry, score, decision, because FROM screenings
WHERE $name = '' OR LOWER(name) LIKE '%' || LOWER($name) || '%'
ORDER BY asked, name
