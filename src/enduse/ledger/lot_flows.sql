-- Lots as flows: how many of a lot are at each place after each instant. A lot that splits, merges or travels in
-- portions keeps its count; what left a place that was never told to hold it is taken as its opening stock.
WITH lot_events AS (
    SELECT timeline.*, concat(unit, '|', site) AS lot_place FROM timeline WHERE unit_kind = 'lot' AND via IS NULL
),
arrived AS (
    SELECT DISTINCT lot_place FROM lot_events WHERE event IN ('receiving', 'commissioning') AND site IS NOT NULL
),
first_sight AS (
    SELECT lot_place, min(seq) AS seq
    FROM lot_events
    WHERE event IN ('installing', 'observing', 'inspecting') AND site IS NOT NULL
    GROUP BY lot_place
),
flows AS (
    SELECT unit, site, happened, seq, event, quantity AS delta, coalesce(to_party, from_party) AS party,
           CAST(NULL AS VARCHAR) AS to_site, grade, source
    FROM lot_events WHERE event = 'commissioning'
    UNION ALL
    SELECT parent, site, happened, seq, event, -quantity, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), grade, source
    FROM lot_events WHERE event = 'commissioning' AND parent IN (SELECT unit FROM lot_events)
    UNION ALL
    SELECT unit, coalesce(site, to_site), happened, seq, event, quantity, to_party, CAST(NULL AS VARCHAR), grade, source
    FROM lot_events WHERE event = 'receiving'
    UNION ALL
    SELECT unit, CAST(NULL AS VARCHAR), happened, seq, event, -quantity, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), grade, source
    FROM lot_events WHERE event = 'receiving'
    UNION ALL
    SELECT unit, site, happened, seq, event, -quantity, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), grade, source
    FROM lot_events WHERE event IN ('shipping', 'returning', 'decommissioning', 'destroying') AND site IS NOT NULL
    UNION ALL
    SELECT unit, CAST(NULL AS VARCHAR), happened, seq, event, quantity, coalesce(to_party, from_party), to_site, grade, source
    FROM lot_events WHERE event IN ('shipping', 'returning')
    UNION ALL
    SELECT lot_events.unit, lot_events.site, lot_events.happened, lot_events.seq, lot_events.event, lot_events.quantity,
           lot_events.to_party, CAST(NULL AS VARCHAR), lot_events.grade, lot_events.source
    FROM lot_events
    JOIN first_sight ON first_sight.seq = lot_events.seq
    WHERE lot_events.lot_place NOT IN (SELECT lot_place FROM arrived)
    UNION ALL
    SELECT lot_events.unit, CAST(NULL AS VARCHAR), lot_events.happened, lot_events.seq, lot_events.event,
           -lot_events.quantity, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), lot_events.grade, lot_events.source
    FROM lot_events
    JOIN first_sight ON first_sight.seq = lot_events.seq
    WHERE lot_events.event = 'installing' AND lot_events.lot_place NOT IN (SELECT lot_place FROM arrived)
),
instants AS (
    SELECT unit, site, happened, sum(delta) AS delta, max_by(event, seq) AS event,
           max(party) AS party, max(to_site) AS to_site, max(grade) AS grade, min(source) AS source
    FROM flows
    GROUP BY unit, site, happened
),
running AS (
    SELECT *,
        sum(delta) OVER (PARTITION BY unit, site ORDER BY happened) AS balance,
        lead(happened) OVER (PARTITION BY unit, site ORDER BY happened) AS until,
        lead(event) OVER (PARTITION BY unit, site ORDER BY happened) AS closed_by
    FROM instants
),
lowest AS (
    SELECT unit, site, min(balance) AS least_balance FROM running GROUP BY unit, site
)
SELECT running.unit, running.site, running.happened AS held_from, running.until AS held_to,
       CASE WHEN running.site IS NULL THEN greatest(running.balance, 0)
            ELSE running.balance + greatest(0, -lowest.least_balance) END AS quantity,
       running.party, running.to_site, running.event AS opened_by, running.closed_by, running.grade, running.source
FROM running
JOIN lowest ON lowest.unit = running.unit AND coalesce(lowest.site, '') = coalesce(running.site, '')
