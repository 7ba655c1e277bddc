-- question: If a rule changed, which cases become moot, which stay violations, which become checks of conditions?
-- number: 18
-- starred: yes
SELECT scenario, effect, COUNT(*) AS shipments, MIN(subject) AS example, MIN(because) AS because
FROM scenario_effects
GROUP BY scenario, effect
ORDER BY scenario, effect
