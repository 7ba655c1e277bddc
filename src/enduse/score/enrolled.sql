-- Chips that have a physical inventory: on the book of a site, from the first time they answered (a lot: were counted) there.
-- What never answered there is not enrolled: it has no physical inventory, and no balance is closed over it.
-- A stay that goes on after `missing` (looked for and not found) is one stay: only its ends are flows.
WITH lot_counts AS (
    SELECT unit, site, min(happened) AS first_at
    FROM timeline
    WHERE unit_kind = 'lot' AND grade <> 'document' AND site IS NOT NULL
      AND event IN ('observing', 'inspecting', 'installing', 'receiving')
    GROUP BY unit, site
),
lots AS (
    SELECT holdings.unit, holdings.site, holdings.party, holdings.held_from, holdings.held_to, holdings.closed_by,
        lot_counts.first_at,
        units.chips_each AS each, units.chips_each * holdings.quantity AS chips,
        lag(holdings.held_to) OVER here AS held_to_before, lag(holdings.quantity) OVER here AS quantity_before,
        lead(holdings.held_from) OVER here AS held_from_after, lead(holdings.quantity) OVER here AS quantity_after
    FROM holdings
    JOIN units ON units.unit = holdings.unit AND units.unit_kind = 'lot' AND units.chips_each > 0
    JOIN lot_counts ON lot_counts.unit = holdings.unit AND lot_counts.site = holdings.site
    WHERE holdings.state = 'held'
    WINDOW here AS (PARTITION BY holdings.unit, holdings.site, holdings.party ORDER BY holdings.held_from)
)
SELECT holdings.unit, 'unit' AS unit_kind, holdings.site, coalesce(holdings.party, '') AS party, holdings.state,
    holdings.held_from, greatest(holdings.held_from, reported.first_at) AS present_from, holdings.held_to, holdings.closed_by,
    paces.window_days, CAST(units.chips AS DOUBLE) AS each, CAST(units.chips AS DOUBLE) AS chips,
    CASE WHEN holdings.state = 'missing' OR (holdings.opened_by IN ('observing', 'inspecting')
              AND holdings.held_from > reported.first_at) THEN 0.0 ELSE units.chips END AS came_in,
    CASE WHEN holdings.held_to IS NULL OR holdings.closed_by = 'missing'
           OR (holdings.state = 'missing' AND holdings.closed_by IN ('observing', 'inspecting')) THEN 0.0
         ELSE units.chips END AS went_out
FROM reported
JOIN paces ON paces.site = reported.site AND paces.unit_kind = reported.unit_kind
JOIN holdings ON holdings.unit = reported.unit AND holdings.site = reported.site AND holdings.state IN ('held', 'missing')
JOIN units ON units.unit = reported.unit AND units.chips > 0 AND units.unit_kind <> 'lot'
WHERE holdings.held_to IS NULL OR holdings.held_to > reported.first_at
UNION ALL
SELECT lots.unit, 'lot', lots.site, coalesce(lots.party, ''), 'held',
    lots.held_from, greatest(lots.held_from, lots.first_at), lots.held_to, lots.closed_by,
    0, lots.each, lots.chips,
    CASE WHEN lots.held_to_before = lots.held_from AND lots.first_at < lots.held_from
         THEN greatest(0.0, lots.chips - lots.each * lots.quantity_before) ELSE lots.chips END,
    CASE WHEN lots.held_to IS NULL THEN 0.0
         WHEN lots.held_from_after = lots.held_to THEN greatest(0.0, lots.chips - lots.each * lots.quantity_after)
         ELSE lots.chips END
FROM lots
WHERE lots.held_to IS NULL OR lots.held_to > lots.first_at
