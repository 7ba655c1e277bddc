-- What changes in the balance of each site and holder, day by day: the running sums are its state.
-- Book is what is enrolled and in service; physical is book less silent less short.
WITH changes AS (
    SELECT site, party, 'received' AS what, present_from AS moment, came_in AS chips, 0.0 AS h100e FROM enrolled
    UNION ALL
    SELECT site, party,
        CASE WHEN closed_by IN ('decommissioning', 'destroying', 'returning', 'repairing') THEN 'removed' ELSE 'shipped' END,
        held_to, went_out, 0.0
    FROM enrolled WHERE held_to <= $as_of
    UNION ALL
    SELECT site, party, CASE span WHEN 'out' THEN 'removed' WHEN 'counted' THEN 'counted' ELSE 'silent' END,
        span_from, chips, h100e
    FROM silences
    UNION ALL
    SELECT site, party, CASE span WHEN 'out' THEN 'removed' ELSE 'silent' END, span_to, -chips, -h100e
    FROM silences WHERE span_to <= $as_of AND span <> 'counted'
)
SELECT site, party, CAST(moment AS DATE) AS day,
    sum(CASE WHEN what = 'received' THEN chips ELSE 0 END) AS received,
    sum(CASE WHEN what = 'shipped' THEN chips ELSE 0 END) AS shipped,
    sum(CASE WHEN what = 'removed' THEN chips ELSE 0 END) AS removed,
    sum(CASE WHEN what = 'silent' THEN chips ELSE 0 END) AS silent,
    sum(CASE WHEN what = 'counted' THEN chips ELSE 0 END) AS counted,
    sum(CASE WHEN what = 'silent' THEN h100e ELSE 0 END) AS silent_h100e
FROM changes
GROUP BY site, party, CAST(moment AS DATE)
ORDER BY site, party, day
