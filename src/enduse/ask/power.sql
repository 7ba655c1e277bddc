-- question: Is each data centre able to power what stands on its book?
-- number: 15
-- starred: yes
-- parameter: site= site id; all if empty
WITH booked AS (
    SELECT h.site, CAST(SUM(CASE WHEN u.unit_kind = 'lot' THEN h.quantity ELSE u.chips END) AS BIGINT) AS chips
    FROM holdings h JOIN units u ON u.unit = h.unit
    WHERE h.held_to IS NULL AND h.state = 'held'
    GROUP BY h.site
),
places AS (
    SELECT site, MAX(name) AS name, MAX(kind) AS kind, MAX(power_kw) AS power_kw, MAX(pue) AS pue, MIN(opened) AS opened
    FROM sites GROUP BY site
)
SELECT p.site, p.name, b.chips, p.power_kw, p.pue, ROUND(p.power_kw / COALESCE(p.pue, 1.0), 1) AS machines_kw,
       ROUND(p.power_kw / COALESCE(p.pue, 1.0) / NULLIF(b.chips, 0), 3) AS kw_a_chip, p.opened,
       COALESCE(f.says, CASE WHEN p.power_kw IS NULL THEN 'unknown: no contracted power on file' ELSE 'no finding' END) AS says
FROM places p
JOIN booked b ON b.site = p.site
LEFT JOIN findings f ON f.detector = 'beyond_power' AND f.subject = p.site
WHERE b.chips > 0 AND ($site = '' OR p.site = $site)
ORDER BY kw_a_chip NULLS LAST, p.site
