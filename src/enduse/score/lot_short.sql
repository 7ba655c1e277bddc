-- Lots of which a part arrived: the share still on the way, and for how long.
SELECT holdings.unit, max(units.quantity) AS quantity,
    least(1.0, sum(CASE WHEN holdings.state IN ('transit', 'missing') AND holdings.held_to IS NULL THEN holdings.quantity ELSE 0 END)
               * 1.0 / greatest(1, max(units.quantity))) AS share,
    min(CASE WHEN holdings.state IN ('transit', 'missing') AND holdings.held_to IS NULL THEN holdings.held_from END) AS since
FROM holdings
JOIN units ON units.unit = holdings.unit AND units.unit_kind = 'lot'
GROUP BY holdings.unit
HAVING sum(CASE WHEN holdings.state = 'held' AND holdings.held_to IS NULL THEN holdings.quantity ELSE 0 END) > 0
   AND sum(CASE WHEN holdings.state IN ('transit', 'missing') AND holdings.held_to IS NULL THEN holdings.quantity ELSE 0 END) > 0
