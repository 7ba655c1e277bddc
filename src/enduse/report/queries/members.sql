-- The chips of one group, surest first.
SELECT unit, unit_kind, part, chips, diverted, last_seen, leg, since FROM standing_out
WHERE site = $site AND state = $state
ORDER BY diverted DESC, unit
