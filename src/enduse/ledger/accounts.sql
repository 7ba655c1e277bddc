-- Book against verified, per site, holder, part and month, counted in GPUs.
-- Every measure is a set of spans; a span that covers the end of a month counts in it. So each span adds its chips in
-- the month where it begins and takes them off in the month where it ends, and a running sum is the state.
-- Material unaccounted for is book less physical: positive is missing (the other sign is also met in the literature).
WITH measured AS (
    SELECT site, party, part, 'book' AS measure, held_from AS span_from, held_to AS span_to, chips FROM booked
    UNION ALL
    SELECT site, party, part, 'muf', held_from, held_to, chips FROM booked WHERE state = 'missing'
    UNION ALL
    SELECT booked.site, booked.party, booked.part, covers.measure,
        greatest(booked.held_from, covers.cover_from),
        CASE WHEN booked.held_to IS NULL THEN covers.cover_to
             WHEN covers.cover_to IS NULL THEN booked.held_to
             ELSE least(booked.held_to, covers.cover_to) END,
        least(booked.chips, coalesce(covers.quantity * booked.each, booked.chips))
    FROM covers
    JOIN booked
        ON booked.unit = covers.unit AND booked.site = covers.site AND booked.state = 'held'
       AND (booked.held_to IS NULL OR covers.cover_from < booked.held_to)
       AND (covers.cover_to IS NULL OR booked.held_from < covers.cover_to)
    UNION ALL
    -- a lot counted short (or over) stays so until it is counted again
    SELECT booked.site, booked.party, booked.part, 'muf', covers.cover_from, covers.cover_to,
        booked.chips - covers.quantity * booked.each
    FROM covers
    JOIN booked
        ON booked.unit = covers.unit AND booked.site = covers.site AND booked.unit_kind = 'lot'
       AND booked.held_from <= covers.cover_from
       AND (booked.held_to IS NULL OR covers.cover_from < booked.held_to)
    WHERE covers.measure = 'seen' AND covers.quantity IS NOT NULL
),
changes AS (
    SELECT site, party, part, measure, span_from AS moment, chips FROM measured
    WHERE span_to IS NULL OR span_from < span_to
    UNION ALL
    SELECT site, party, part, measure, span_to, -chips FROM measured
    WHERE span_to IS NOT NULL AND span_from < span_to AND span_to <= $as_of
    UNION ALL
    SELECT site, party, part, 'received', held_from, came_in FROM booked WHERE came_in > 0
    UNION ALL
    SELECT site, party, part,
        CASE WHEN closed_by IN ('decommissioning', 'destroying', 'returning', 'repairing') THEN 'removed' ELSE 'shipped' END,
        held_to, went_out
    FROM booked WHERE went_out > 0
),
monthly AS (
    SELECT site, party, part, date_trunc('month', moment) AS month,
        sum(CASE WHEN measure = 'book' THEN chips ELSE 0 END) AS book,
        sum(CASE WHEN measure = 'received' THEN chips ELSE 0 END) AS received,
        sum(CASE WHEN measure = 'shipped' THEN chips ELSE 0 END) AS shipped,
        sum(CASE WHEN measure = 'removed' THEN chips ELSE 0 END) AS removed,
        sum(CASE WHEN measure = 'verified' THEN chips ELSE 0 END) AS verified,
        sum(CASE WHEN measure = 'read' THEN chips ELSE 0 END) AS verified_read,
        sum(CASE WHEN measure = 'attested' THEN chips ELSE 0 END) AS verified_attested,
        sum(CASE WHEN measure = 'seen' THEN chips ELSE 0 END) AS seen,
        sum(CASE WHEN measure = 'muf' THEN chips ELSE 0 END) AS muf
    FROM changes
    GROUP BY site, party, part, date_trunc('month', moment)
),
months AS (
    SELECT DISTINCT month FROM monthly
    UNION
    SELECT date_trunc('month', CAST($as_of AS TIMESTAMP))
),
opened AS (
    SELECT site, party, part, min(month) AS first_month FROM monthly GROUP BY site, party, part
),
grid AS (
    SELECT opened.site, opened.party, opened.part, months.month
    FROM opened
    JOIN months ON months.month >= opened.first_month AND months.month <= date_trunc('month', CAST($as_of AS TIMESTAMP))
),
filled AS (
    SELECT grid.site, grid.party, grid.part, grid.month,
        coalesce(monthly.book, 0) AS book, coalesce(monthly.received, 0) AS received,
        coalesce(monthly.shipped, 0) AS shipped, coalesce(monthly.removed, 0) AS removed,
        coalesce(monthly.verified, 0) AS verified, coalesce(monthly.verified_read, 0) AS verified_read,
        coalesce(monthly.verified_attested, 0) AS verified_attested,
        coalesce(monthly.seen, 0) AS seen, coalesce(monthly.muf, 0) AS muf
    FROM grid
    LEFT JOIN monthly
        ON coalesce(monthly.site, '') = coalesce(grid.site, '') AND coalesce(monthly.party, '') = coalesce(grid.party, '')
       AND monthly.part = grid.part AND monthly.month = grid.month
),
running AS (
    SELECT site, party, part, month, received, shipped, removed,
        sum(book) OVER told AS book, sum(verified) OVER told AS verified, sum(verified_read) OVER told AS verified_read,
        sum(verified_attested) OVER told AS verified_attested, sum(seen) OVER told AS seen, sum(muf) OVER told AS muf,
        lead(month) OVER (PARTITION BY site, party, part ORDER BY month) AS next_month
    FROM filled
    WINDOW told AS (PARTITION BY site, party, part ORDER BY month)
),
latest AS (
    SELECT site, party, part, max_by(source, concat(CAST(held_from AS VARCHAR), source)) AS evidence FROM booked GROUP BY site, party, part
),
last_seen AS (
    SELECT booked.site, booked.party, booked.part, min(units.last_seen) AS oldest_verification
    FROM booked
    JOIN units ON units.unit = booked.unit
    JOIN covers ON covers.unit = booked.unit AND covers.site = booked.site AND covers.measure = 'seen'
    WHERE booked.held_to IS NULL AND booked.state = 'held'
    GROUP BY booked.site, booked.party, booked.part
)
SELECT
    running.site, running.party, running.part,
    running.month AS period_from,
    coalesce(running.next_month, CAST($as_of AS TIMESTAMP) + INTERVAL 1 MICROSECOND) AS period_to,
    round(running.book - running.received + running.shipped + running.removed) AS opening,
    round(running.received) AS received, round(running.shipped) AS shipped, round(running.removed) AS removed,
    round(running.book) AS book, round(running.verified) AS verified,
    round(running.seen) - round(running.verified) AS stale,
    round(running.book) - round(running.seen) AS never_verified,
    round(running.muf) AS muf,
    CASE WHEN running.next_month IS NULL THEN last_seen.oldest_verification END AS oldest_verification,
    round(running.verified - running.verified_read) AS verified_label,
    round(running.verified_read - running.verified_attested) AS verified_read,
    round(running.verified_attested) AS verified_attested,
    latest.evidence
FROM running
LEFT JOIN latest
    ON coalesce(latest.site, '') = coalesce(running.site, '') AND coalesce(latest.party, '') = coalesce(running.party, '')
   AND latest.part = running.part
LEFT JOIN last_seen
    ON last_seen.site = running.site AND coalesce(last_seen.party, '') = coalesce(running.party, '')
   AND last_seen.part = running.part
