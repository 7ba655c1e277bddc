-- Units written off: few rows, kept for the same reason as `missed`.
SELECT unit, MIN(happened) AS ended, MIN(seq) AS seq, MIN_BY(source, seq) AS source, MIN_BY(document, seq) AS paper
FROM timeline
WHERE event IN ('decommissioning', 'destroying')
GROUP BY unit
