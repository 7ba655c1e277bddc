-- question: Which servers that were sold have not been credibly seen since their inspection, and for how long?
-- number: 1
-- starred: yes
-- parameter: party= buyer or holder, party id; all if empty
-- parameter: since=2020-01-01 first day of sale
-- parameter: days=28 least days of darkness
-- parameter: unit_kind=server server, gpu, board or rack
WITH sold AS (
    SELECT unit, MIN(happened) AS sold_on, MAX_BY(to_party, seq) AS buyer FROM timeline
    WHERE event = 'shipping' AND to_party IS NOT NULL
    GROUP BY unit
),
inspected AS (
    SELECT unit, MAX(happened) AS inspected, MAX_BY(grade, seq) AS inspected_by, MAX_BY(source, seq) AS source
    FROM timeline WHERE event = 'inspecting' GROUP BY unit
),
seen AS (
    SELECT unit, MAX(happened) AS last_seen FROM timeline
    WHERE grade IN ('read', 'attested') AND event NOT IN ('missing', 'correcting')
    GROUP BY unit
)
SELECT u.unit, u.part, s.buyer, s.sold_on, i.inspected, i.inspected_by, w.last_seen AS last_read,
       DATEDIFF('day', COALESCE(w.last_seen, i.inspected), $as_of) AS dark_days, h.site, i.source
FROM units u
JOIN sold s ON s.unit = u.unit
JOIN inspected i ON i.unit = u.unit
LEFT JOIN seen w ON w.unit = u.unit
LEFT JOIN holdings h ON h.unit = u.unit AND h.held_to IS NULL
WHERE u.unit_kind = $unit_kind AND s.sold_on >= CAST($since AS TIMESTAMP)
  AND ($party = '' OR s.buyer = $party)
  AND DATEDIFF('day', COALESCE(w.last_seen, i.inspected), $as_of) >= $days
ORDER BY dark_days DESC, u.unit
