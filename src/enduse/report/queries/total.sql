-- How many chips may be diverted in all, and for each site.
SELECT scope_kind, scope, median, p05, p95, p_exceeds FROM quantities WHERE part = 'all' AND scope_kind IN ('all', 'site')
ORDER BY scope_kind, scope
