SELECT 'match' AS kind, list || ' ' || entry AS says, verdict, because FROM matches WHERE $kind = 'party' AND party = $subject AND verdict <> 'below'
UNION ALL
SELECT 'control', controller || ' ' || CAST(share_min AS VARCHAR) || ' to ' || CAST(share_max AS VARCHAR), verdict, decided_by
FROM control WHERE $kind = 'party' AND party = $subject
ORDER BY kind, says
