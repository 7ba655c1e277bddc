-- question: Which rows and files were set aside, and why?
SELECT "where", problem FROM issues ORDER BY "where", problem
