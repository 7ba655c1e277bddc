-- Each stretch of custody with its hazards and weights (natural logarithms), before what other units teach.
-- exposure: days that a leg stands for; a transit stands for $transit_days, as documented cases leave the path there.
-- cluster: units that share one fate. Where no paper says which server a unit is in, those of a site whose reports
-- ended at the same instant are taken eight at a time.
-- quiet: -ln P(what is seen since | as booked); a diverted or lost unit is silent for sure.
WITH looked AS (
    SELECT stays.*, here.kind, here.country, here.operator, here.concern,
        there.kind AS to_kind, there.operator AS to_operator, there.concern AS to_concern,
        cells.cadence_days, cells.death_per_day, cells.miss_first, cells.miss_again, cells.removal_log_odds,
        CASE WHEN cells.site IS NULL THEN 0.0
             ELSE greatest(0.0, cells.rounds_now - coalesce(rounds.rounds, 0.0) - 1.1) END AS missed,
        (epoch(coalesce(stays.until_at, $as_of)) - epoch(stays.since)) / 86400.0 AS days,
        CAST(date_diff('day', CAST(stays.since AS DATE), CAST($as_of AS DATE)) AS INTEGER) AS age,
        CASE WHEN to_cells.site IS NULL THEN 0 ELSE 1 END AS to_covered,
        coalesce(unanswered.never_start, 0.03) AS never_start, coalesce(unanswered.never_install, 0.05) AS never_install,
        coalesce(unanswered.never_out, 0.08) AS never_out, coalesce(unanswered.never_look, 0.03) AS not_found,
        coalesce(shipments.still_out, 0) AS still_out,
        taken.beside AS taken_beside, taken.usual AS taken_usually,
        coalesce(shipments.units, 1) AS shipped,
        row_number() OVER (PARTITION BY stays.site, stays.since, stays.event ORDER BY stays.unit) AS beside
    FROM stays
    LEFT JOIN places_here AS here ON here.site = stays.site
    LEFT JOIN places_here AS there ON there.site = stays.to_site
    LEFT JOIN cell_rates AS cells ON cells.site = stays.site AND cells.unit_kind = stays.unit_kind
    LEFT JOIN cell_rates AS to_cells ON to_cells.site = stays.to_site AND to_cells.unit_kind = stays.unit_kind
    LEFT JOIN taken ON taken.site = stays.site AND taken.happened = stays.since AND stays.event = 'removing'
    LEFT JOIN unanswered ON unanswered.site = stays.site
    LEFT JOIN shipments ON shipments.document = stays.document AND shipments.site = stays.site
        AND shipments.since = stays.since AND stays.event = 'shipping'
    LEFT JOIN cell_rounds AS rounds ON rounds.site = stays.site AND rounds.unit_kind = stays.unit_kind
        AND rounds.day = CAST(stays.since AS DATE)
),
named AS (
    SELECT looked.*,
        CASE
            WHEN event = 'seen' THEN 'seen'
            WHEN event = 'shipping' THEN 'transit'
            WHEN event IN ('removing', 'repairing') THEN 'out'
            WHEN event IN ('decommissioning', 'destroying') THEN 'ended'
            WHEN event = 'installing' OR (event IN ('receiving', 'returning') AND kind = 'data_centre') THEN 'installed'
            WHEN event = 'receiving' THEN 'dwell'
            ELSE 'made'
        END AS state
    FROM looked
),
exposed AS (
    SELECT named.*,
        CASE
            WHEN state = 'transit' THEN $transit_days
            WHEN state = 'seen' AND cadence_days IS NOT NULL AND until_at IS NULL THEN least(greatest(days, 0.1), cadence_days)
            WHEN state IN ('ended', 'made') THEN 1.0
            WHEN state = 'out' THEN 30.0 + least(days, 60.0)
            ELSE least(greatest(days, 1.0), $held_days)
        END AS exposure,
        coalesce(waits.survival, 1.0) AS survival
    FROM named
    LEFT JOIN waits ON waits.day = named.age AND waits.wait = CASE
        WHEN named.state = 'transit' THEN 'transit'
        WHEN named.state = 'out' THEN 'out'
        WHEN named.state = 'dwell' THEN 'dwell'
        WHEN named.state = 'seen' THEN 'agent'
        WHEN named.event IN ('receiving', 'returning') THEN 'install'
        WHEN named.event = 'installing' THEN 'start'
        ELSE 'none' END
),
booked AS (
    -- P(silence or want of paper since | as booked) for the leg that is still open
    SELECT exposed.*,
        CASE
            WHEN until_at IS NOT NULL OR (unit_kind = 'lot' AND state IN ('installed', 'dwell')) THEN 1.0
            WHEN state = 'seen' AND cadence_days IS NOT NULL
                THEN least(1.0, power(miss_first, least(1.0, missed)) * power(miss_again, greatest(0.0, missed - 1.0))
                                + death_per_day * cadence_days * survival)
            WHEN state = 'installed' AND cadence_days IS NOT NULL
                THEN least(1.0, CASE event WHEN 'installing' THEN never_start ELSE never_install END + survival + exp(-missed))
            WHEN state = 'installed' AND event = 'installing' THEN 1.0
            WHEN state = 'installed' THEN least(1.0, survival + 0.1 + 0.9 * (1.0 - $install_habit))
            WHEN state = 'dwell' AND kind = 'port' THEN least(1.0, survival + 0.02)
            WHEN state = 'dwell' THEN least(1.0, survival + 0.4)
            WHEN state = 'transit' THEN least(1.0, greatest($untold, survival + 0.0005))
            WHEN state = 'out' THEN least(1.0, survival + 0.002)
            ELSE 1.0
        END AS honest
    FROM exposed
),
lives AS (
    SELECT booked.unit, sum(exposure) AS exposure FROM booked GROUP BY booked.unit
)
SELECT
    booked.unit, booked.unit_kind, booked.leg, booked.state, booked.event, booked.since, booked.until_at, booked.site,
    booked.to_site, booked.country, booked.days, booked.missed, booked.labelled_at, booked.missed_at, booked.source,
    booked.document, booked.cadence_days, booked.removal_log_odds, booked.honest, booked.not_found,
    CASE WHEN booked.state = 'transit' THEN coalesce(booked.to_party, booked.to_operator, booked.from_party)
         ELSE coalesce(booked.operator, booked.to_party) END AS custodian,
    CASE WHEN booked.state = 'transit'
         THEN concat(coalesce(booked.from_party, booked.operator, booked.site, '?'), ' > ',
                     coalesce(booked.to_site, booked.to_party, '?'))
         WHEN booked.event = 'repairing' THEN coalesce(booked.site_before, booked.site, '?')
         ELSE coalesce(booked.site, '?') END AS place,
    CASE WHEN booked.state = 'transit' THEN concat(coalesce(booked.document, booked.unit), CAST(booked.age AS VARCHAR))
         WHEN booked.state = 'seen' AND inside.parent IS NULL
             THEN concat(booked.site, ' ', CAST(booked.since AS VARCHAR), ' ', CAST((booked.beside - 1) // 8 AS VARCHAR))
         WHEN booked.state = 'seen' THEN inside.parent
         WHEN booked.state = 'out' THEN coalesce(booked.document, booked.unit)
         WHEN booked.labelled_at IS NOT NULL OR booked.missed_at IS NOT NULL THEN coalesce(inside.parent, booked.unit)
         WHEN booked.state = 'installed' AND booked.cadence_days IS NULL THEN coalesce(booked.site, booked.unit)
         WHEN booked.event = 'installing' THEN coalesce(inside.parent, booked.unit)
         -- where nobody writes installing, a delivery that never reports is no longer one batch that waits
         WHEN booked.state = 'installed' AND $install_habit < 0.3
             THEN concat(booked.site, ' ', CAST(booked.since AS VARCHAR), ' ', CAST((booked.beside - 1) // 16 AS VARCHAR))
         ELSE coalesce(booked.document, inside.parent, booked.unit) END AS cluster,
    booked.exposure / (lives.exposure + greatest(0.0, coalesce(firm_days.days, 0.0))) AS share,
    coalesce(firm_days.days, 0.0) / (lives.exposure + greatest(0.0, coalesce(firm_days.days, 0.0))) AS share_before,
    CASE booked.state WHEN 'seen' THEN $seen_hazard WHEN 'installed' THEN $installed_hazard WHEN 'out' THEN 0.5
                      ELSE 1.0 END AS lure,
    CASE WHEN booked.state = 'seen' AND booked.leg = booked.first_leg THEN 1 ELSE 0 END AS after_look,
    -- what a later paper closes was neither lost nor misbooked, unless both papers are wrong
    CASE WHEN booked.until_at IS NULL THEN 1.0 ELSE 0.1 END * CASE booked.state
        WHEN 'transit' THEN CASE WHEN booked.shipped > 1 AND 2 * booked.still_out > booked.shipped THEN $unwritten_whole
                                 ELSE $unwritten_single END * CASE WHEN booked.to_covered = 1 THEN 0.1
                                              WHEN booked.to_kind = 'data_centre' THEN 1.1 - $install_habit ELSE 0.3 END
        -- where it would report again, only a swap for another unit explains that no return was written
        WHEN 'out' THEN booked.never_out * CASE WHEN booked.missed >= 3.0 THEN 0.5 ELSE 1.0 END WHEN 'dwell' THEN 0.02 WHEN 'installed' THEN 0.005 ELSE 0.0005 END
        + CASE WHEN orphans.unit IS NULL THEN 0.0 ELSE 0.3 END AS hazard_error,
    CASE WHEN booked.until_at IS NULL THEN 1.0 ELSE 0.1 END * CASE booked.state WHEN 'out' THEN 0.01 WHEN 'transit' THEN 0.001 WHEN 'ended' THEN 0.001
                      ELSE 0.004 * least(1.0, booked.exposure / 365.0) END AS hazard_lost,
    CASE WHEN booked.to_concern = 1 THEN ln(20.0)
         WHEN booked.state = 'transit' AND booked.kind = 'data_centre' AND booked.to_kind IS DISTINCT FROM 'repair'
              AND booked.to_operator IS DISTINCT FROM booked.operator THEN ln(3.0)
         -- many removals within weeks, where few are usual: a recall and a refit look the same, so at most ten times
         WHEN booked.state = 'out' THEN ln(least(10.0, greatest(1.0, coalesce(booked.taken_beside / (4.0 * (booked.taken_usually + 1.0)), 1.0))))
         ELSE 0.0 END AS leaving
FROM booked
JOIN lives ON lives.unit = booked.unit
LEFT JOIN (SELECT unit, max(parent) AS parent FROM containment GROUP BY unit) AS inside ON inside.unit = booked.unit
LEFT JOIN (
    SELECT firm.unit, (epoch(firm.seen_at) - epoch(units.first_seen)) / 86400.0 AS days
    FROM firm JOIN units ON units.unit = firm.unit
) AS firm_days ON firm_days.unit = booked.unit
LEFT JOIN orphans ON orphans.unit = booked.unit
