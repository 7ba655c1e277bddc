-- The instants at which anything happened, numbered in order.
SELECT happened, row_number() OVER (ORDER BY happened) AS instant_no FROM (SELECT DISTINCT happened FROM resolved) AS days
