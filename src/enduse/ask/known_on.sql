-- question: What did we know by a date: events recorded by then and what they show (with --known-by)?
-- number: 37
-- starred: yes
SELECT e.event, COUNT(*) AS events, COUNT(DISTINCT e.unit) AS units, MIN(e.happened) AS first, MAX(e.happened) AS last,
       MAX(e.recorded) AS last_recorded, $known_by AS known_by
FROM events e
GROUP BY e.event
ORDER BY e.event
