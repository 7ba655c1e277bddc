-- Every file that was admitted, with its hash.
SELECT file, MIN(exhibit) AS exhibit, MIN(kind) AS kind, MIN(bytes) AS bytes, MIN(events) AS events FROM exhibits
GROUP BY file ORDER BY file
