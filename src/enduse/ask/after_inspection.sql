-- question: Did anything change after an inspection: readings, removals, shipments, other goods leaving?
-- number: 9
-- parameter: site= site id; all if empty
WITH visits_made AS (
    SELECT site, MAX(happened) AS inspected FROM timeline
    WHERE event = 'inspecting' AND ($site = '' OR site = $site) GROUP BY site
)
SELECT v.site, v.inspected,
       COUNT(DISTINCT CASE WHEN t.event = 'observing' AND t.happened BETWEEN v.inspected - INTERVAL 28 DAY AND v.inspected THEN t.unit END) AS reporting_before,
       COUNT(DISTINCT CASE WHEN t.event = 'observing' AND t.happened > v.inspected + INTERVAL 28 DAY THEN t.unit END) AS reporting_later,
       COUNT(DISTINCT CASE WHEN t.event = 'removing' AND t.happened > v.inspected THEN t.unit END) AS removed_since,
       COUNT(DISTINCT CASE WHEN t.event IN ('shipping', 'returning') AND t.happened > v.inspected THEN t.unit END) AS shipped_since,
       COUNT(DISTINCT CASE WHEN t.event = 'shipping' AND t.unit_kind = 'lot' AND t.happened > v.inspected THEN t.unit END) AS lots_shipped_since
FROM visits_made v
JOIN timeline t ON t.site = v.site
GROUP BY v.site, v.inspected
ORDER BY v.inspected, v.site
