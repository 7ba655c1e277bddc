-- The longest time in which nobody saw the unit on the spot, up to the day of the view.
WITH seen AS (
    SELECT happened FROM timeline
    WHERE unit = $subject AND grade <> 'document' AND event NOT IN ('missing', 'correcting')
    UNION ALL
    SELECT $as_of
),
gaps AS (SELECT happened, LAG(happened) OVER (ORDER BY happened) AS before FROM seen)
SELECT before AS since, happened AS until, DATEDIFF('day', before, happened) AS days FROM gaps
WHERE before IS NOT NULL
ORDER BY days DESC, since
LIMIT 1
