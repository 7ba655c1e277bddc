-- What was read, counted.
SELECT (SELECT COUNT(*) FROM exhibits) AS files,
       (SELECT COUNT(*) FROM events) AS events,
       (SELECT CAST(COALESCE(SUM(chips), 0) AS BIGINT) FROM units) AS chips,
       (SELECT COUNT(DISTINCT site) FROM timeline WHERE site IS NOT NULL) AS sites,
       (SELECT COUNT(*) FROM issues) AS set_aside
