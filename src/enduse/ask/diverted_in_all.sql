-- question: How many controlled units may be diverted in total, as an interval?
-- number: 35
-- starred: yes
SELECT scope_kind, scope, part, median, p05, p95, p_exceeds FROM quantities
ORDER BY CASE scope_kind WHEN 'all' THEN 0 ELSE 1 END, median DESC, scope_kind, scope, part
