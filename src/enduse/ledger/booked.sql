-- Spans on the book, counted in GPUs, with what came in at the start and went out at the end.
WITH counted AS (
    SELECT
        holdings.unit, holdings.site, holdings.party, coalesce(units.part, 'unknown part') AS part, holdings.state,
        holdings.held_from, holdings.held_to, holdings.closed_by, holdings.source, units.unit_kind,
        units.chips_each AS each, units.chips_each * holdings.quantity AS chips
    FROM holdings
    JOIN units ON units.unit = holdings.unit
    WHERE units.chips_each > 0 AND holdings.state <> 'ended'
),
neighbours AS (
    SELECT *,
        lag(held_to) OVER here AS held_to_before, lag(chips) OVER here AS chips_before,
        lead(held_from) OVER here AS held_from_after, lead(chips) OVER here AS chips_after
    FROM counted
    WINDOW here AS (PARTITION BY unit, site, party ORDER BY held_from)
)
SELECT
    unit, unit_kind, site, party, part, state, held_from, held_to, closed_by, source, each, chips,
    greatest(0, chips - CASE WHEN held_to_before = held_from THEN chips_before ELSE 0 END) AS came_in,
    CASE WHEN held_to IS NULL THEN 0
         ELSE greatest(0, chips - CASE WHEN held_from_after = held_to THEN chips_after ELSE 0 END) END AS went_out
FROM neighbours
