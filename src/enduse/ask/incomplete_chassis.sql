-- question: Which chassis report fewer or other chips than were shipped in them?
-- number: 3
-- starred: yes
WITH made AS (
    SELECT parent AS chassis, COUNT(DISTINCT unit) AS chips, MIN(part) AS part FROM timeline
    WHERE event = 'commissioning' AND parent IS NOT NULL AND unit_kind = 'gpu'
    GROUP BY parent
),
now_in AS (
    SELECT c.parent AS chassis, COUNT(DISTINCT c.unit) AS chips, MIN(u.part) AS part, MAX(u.part) AS other_part
    FROM containment c JOIN units u ON u.unit = c.unit AND u.unit_kind = 'gpu'
    WHERE c.inside_to IS NULL
    GROUP BY c.parent
),
lagging AS (
    SELECT c.parent AS chassis, COUNT(*) AS absent
    FROM findings f JOIN containment c ON c.unit = f.subject AND c.inside_to IS NULL
    WHERE f.detector = 'missing_from_its_chassis'
    GROUP BY c.parent
)
SELECT m.chassis, m.part, m.chips AS shipped_with, COALESCE(n.chips, 0) AS now_in, COALESCE(l.absent, 0) AS not_answering,
       h.site, h.party
FROM made m
LEFT JOIN now_in n ON n.chassis = m.chassis
LEFT JOIN lagging l ON l.chassis = m.chassis
LEFT JOIN holdings h ON h.unit = m.chassis AND h.held_to IS NULL
WHERE COALESCE(n.chips, 0) <> m.chips OR n.part <> m.part OR n.other_part <> m.part OR l.absent > 0
ORDER BY m.chips - COALESCE(n.chips, 0) DESC, m.chassis
