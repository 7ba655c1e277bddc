-- What the visits found of each unit drawn by lot: entries of that site, after the plan's day, admitted after its leaf.
WITH admitted AS (
    SELECT events.source, events.event, events.happened, max(exhibits.leaf) AS leaf
    FROM events JOIN exhibits ON exhibits.exhibit = events.exhibit
    WHERE events.event IN ('inspecting', 'missing')
    GROUP BY events.source, events.event, events.happened
),
looks AS (
    SELECT drawn_units.visit, drawn_units.unit,
        max(CASE WHEN timeline.event = 'missing' THEN 1 ELSE 0 END) AS absent,
        max(CASE WHEN timeline.event = 'inspecting' AND timeline.grade IN ('read', 'attested') THEN 1 ELSE 0 END) AS present,
        max(CASE WHEN timeline.event = 'inspecting' AND timeline.grade = 'label' THEN 1 ELSE 0 END) AS label
    FROM drawn_units
    JOIN timeline ON timeline.unit = drawn_units.unit AND timeline.site = drawn_units.site AND timeline.happened > drawn_units.since
    JOIN admitted ON admitted.source = timeline.source AND admitted.event = timeline.event AND admitted.happened = timeline.happened
        AND admitted.leaf > drawn_units.leaf
    GROUP BY drawn_units.visit, drawn_units.unit
)
SELECT drawn_units.visit, drawn_units.site, drawn_units.unit, drawn_units.said, drawn_units.drawn,
    CASE WHEN looks.absent = 1 AND looks.present = 0 THEN 1 ELSE 0 END AS absent,
    CASE WHEN looks.present = 1 THEN 1 ELSE 0 END AS present,
    CASE WHEN looks.label = 1 AND looks.present = 0 AND looks.absent = 0 THEN 1 ELSE 0 END AS label
FROM drawn_units
LEFT JOIN looks ON looks.visit = drawn_units.visit AND looks.unit = drawn_units.unit
ORDER BY drawn_units.visit, drawn_units.unit
