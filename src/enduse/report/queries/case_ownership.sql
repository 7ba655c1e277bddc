SELECT o.owner, o.owned, o.share_min, o.share_max, o.valid_from, o.valid_to FROM ownership o
WHERE o.owner IN (SELECT party FROM case_parties) OR o.owned IN (SELECT party FROM case_parties)
   OR o.owner IN (SELECT name FROM case_parties) OR o.owned IN (SELECT name FROM case_parties)
ORDER BY o.owner, o.owned, o.valid_from
