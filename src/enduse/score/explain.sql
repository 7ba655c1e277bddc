-- Lines that add up to the log odds of each hypothesis against as booked, in decibans, for what stands out.
WITH chosen AS (
    -- it stands out that is more than twice as likely as the prior, or of which something was itself seen or found:
    -- findings that weigh nothing here (all units of a place may have one) bring no lines, only rows
    SELECT subject_kind, subject FROM posteriors
    WHERE hypothesis = 'diverted' AND subject_kind IN ('unit', 'lot') AND probability > 2.0 * prior
    UNION
    SELECT posteriors.subject_kind, posteriors.subject FROM posteriors
    JOIN (SELECT DISTINCT unit FROM legs WHERE place_db <> 0.0 OR count_db <> 0.0 OR added_db <> 0.0) AS told
        ON told.unit = posteriors.subject
    WHERE posteriors.hypothesis = 'diverted' AND posteriors.subject_kind IN ('unit', 'lot')
),
likeliest AS (
    SELECT chosen.subject_kind, hazards.*, legs.since, legs.days AS leg_days, legs.missed AS leg_missed, legs.state,
        legs.source, legs.site AS leg_site, legs.place AS leg_place
    FROM chosen
    JOIN hazards ON hazards.unit = chosen.subject
    JOIN legs ON legs.unit = hazards.unit AND legs.leg = hazards.leg
),
later AS (
    SELECT likeliest.unit, sum(legs.silence_db) AS silence_sum, sum(legs.custody_db) AS custody_sum, sum(legs.place_db) AS place_sum,
        sum(legs.count_db) AS count_sum, sum(legs.added_db) AS added_sum, sum(legs.looks_db) AS looks_sum,
        sum(legs.weight_lost) AS lost_sum, sum(legs.weight_error) AS error_sum,
        max(CASE WHEN legs.silence_db > 0.0 THEN legs.days ELSE 0.0 END) AS silent_days,
        max(CASE WHEN legs.silence_db > 0.0 THEN legs.missed ELSE 0.0 END) AS silent_rounds,
        max(CASE WHEN legs.custody_db > 0.0 THEN legs.days ELSE 0.0 END) AS waited_days,
        max(legs.source) AS source
    FROM likeliest JOIN legs ON legs.unit = likeliest.unit AND legs.leg >= likeliest.leg
    GROUP BY likeliest.unit
),
scored AS (
    SELECT subject_kind, subject, hypothesis, db, 10.0 * log10(prior / (1.0 - $prior - $prior_lost - $prior_error)) AS prior_db, leg
    FROM posteriors WHERE hypothesis <> 'as_booked'
),
odds AS (
    SELECT likeliest.*, likeliest.odds_diverted * power(10.0, (world_db + place_record_db + party_record_db + shared_db) / 10.0) AS own
    FROM likeliest
),
stated AS (
    SELECT subject_kind, subject, hypothesis, 0 AS line, 'prior' AS family, 'before the evidence' AS says,
        'a policy of another prior' AS reverses, prior_db AS db, leg, CAST(NULL AS VARCHAR) AS origin
    FROM scored JOIN chosen USING (subject_kind, subject)
    UNION ALL
    SELECT subject_kind, odds.unit, 'diverted', 1, 'silence',
        concat('silent for ', CAST(round(silent_days) AS INTEGER), ' days, ', CAST(round(silent_rounds) AS INTEGER),
               ' rounds missed while its neighbours report'),
        'one electronic reading at the site', silence_sum, NULL, odds.source
    FROM odds JOIN later ON later.unit = odds.unit WHERE silence_sum <> 0.0
    UNION ALL
    SELECT subject_kind, odds.unit, 'diverted', 2, 'custody',
        CASE odds.state WHEN 'transit' THEN concat('on the way (', odds.leg_place, ') for ', CAST(round(waited_days) AS INTEGER), ' days without a receipt')
             WHEN 'out' THEN concat('removed ', CAST(round(waited_days) AS INTEGER), ' days ago and not returned on paper')
             ELSE concat('no paper moves it on after ', CAST(round(waited_days) AS INTEGER), ' days') END,
        'the missing receipt, or a reading at the destination', custody_sum, NULL, odds.source
    FROM odds JOIN later ON later.unit = odds.unit WHERE custody_sum <> 0.0
    UNION ALL
    SELECT subject_kind, odds.unit, 'diverted', 3, 'place',
        concat('seen off its path, in ', coalesce(abroad.country, 'an unbooked place'), ', ', CAST(abroad.reports AS VARCHAR), ' time(s)'),
        'a licence or paper that leads there, or proof of another device under this serial number', place_sum, NULL, abroad.site
    FROM odds JOIN later ON later.unit = odds.unit LEFT JOIN abroad ON abroad.unit = odds.unit WHERE place_sum <> 0.0
    UNION ALL
    SELECT subject_kind, odds.unit, 'diverted', 4, 'count',
        CASE subject_kind WHEN 'lot' THEN 'fewer arrived or were counted than were sent' ELSE 'looked for at its site and not found' END,
        CASE subject_kind WHEN 'lot' THEN 'a count, or a second receipt, that finds the rest' ELSE 'a later look that finds it' END, count_sum, NULL, odds.source
    FROM odds JOIN later ON later.unit = odds.unit WHERE count_sum <> 0.0
    UNION ALL
    SELECT subject_kind, odds.unit, 'diverted', 5, 'added', 'findings on the unit itself, each family capped',
        'what each finding names', added_sum, NULL, odds.source
    FROM odds JOIN later ON later.unit = odds.unit WHERE added_sum <> 0.0
    UNION ALL
    SELECT subject_kind, odds.unit, 'diverted', 6, 'looks', 'later looks and papers that speak for the book',
        'proof that those were staged or forged', looks_sum, NULL, odds.source
    FROM odds JOIN later ON later.unit = odds.unit WHERE looks_sum <> 0.0
    UNION ALL
    SELECT subject_kind, unit, 'diverted', 7, 'record', 'base rate of this evidence against the prior', 'other evidence elsewhere', world_db, NULL, NULL
    FROM odds
    UNION ALL
    SELECT subject_kind, unit, 'diverted', 8, 'record', concat('record of the other units of ', place), 'readings of those units', place_record_db, NULL, place
    FROM odds
    UNION ALL
    SELECT subject_kind, unit, 'diverted', 9, 'record', concat('record of ', coalesce(custodian, 'the custodian'), ' elsewhere'), 'readings at its other sites', party_record_db, NULL, custodian
    FROM odds
    UNION ALL
    SELECT subject_kind, unit, 'diverted', 10, 'shared', 'findings on its lot, site and parties, each family capped', 'what each finding names', shared_db, NULL, place
    FROM odds WHERE shared_db <> 0.0
    UNION ALL
    SELECT subject_kind, unit, 'diverted', 11, 'removal', concat('the whole of ', removal, ' is dark: removal against an outage'),
        'one reading from the site', 10.0 * log10((own + odds_removal) / own), NULL, removal
    FROM odds WHERE odds_removal > 0.0
    UNION ALL
    SELECT odds.subject_kind, odds.unit, 'diverted', 11, 'count',
        concat('of ', CAST(lots.held + lots.on_the_way AS VARCHAR), ', ', CAST(lots.doubtful AS VARCHAR),
               ' are on the way or missing from a count; of the rest ', CAST(lots.seen + lots.gone AS VARCHAR),
               ' were looked for and ', CAST(lots.gone AS VARCHAR), ' not found'),
        'a count of the whole lot', scored.db + scored.prior_db - 10.0 * log10(odds.own), NULL, odds.source
    FROM odds
    JOIN lots ON lots.lot = odds.unit
    JOIN scored ON scored.subject_kind = odds.subject_kind AND scored.subject = odds.unit AND scored.hypothesis = 'diverted'
    UNION ALL
    SELECT subject_kind, odds.unit, 'lost', 1, 'silence', 'the same silence, papers and looks, if it were lost', 'one look that finds it', lost_sum, NULL, odds.source
    FROM odds JOIN later ON later.unit = odds.unit
    UNION ALL
    SELECT subject_kind, odds.unit, 'record_error', 1, 'silence', 'the same silence, papers and looks, if the book were wrong',
        'the correcting paper', error_sum, NULL, odds.source
    FROM odds JOIN later ON later.unit = odds.unit
),
remainder AS (
    SELECT scored.subject_kind, scored.subject, scored.hypothesis, 12 AS line, 'when' AS family, 'uncertainty about when' AS says,
        'a dated sighting' AS reverses, scored.db + scored.prior_db - sum(stated.db) AS db, scored.leg, CAST(NULL AS VARCHAR) AS origin
    FROM scored JOIN stated ON stated.subject_kind = scored.subject_kind AND stated.subject = scored.subject
        AND stated.hypothesis = scored.hypothesis
    GROUP BY scored.subject_kind, scored.subject, scored.hypothesis, scored.db, scored.prior_db, scored.leg
),
groups AS (
    SELECT subject_kind, subject, hypothesis, 0 AS line, 'prior' AS family, 'before the evidence' AS says, 'a policy of another prior' AS reverses,
        prior_db AS db, leg, CAST(NULL AS VARCHAR) AS origin
    FROM scored WHERE subject_kind IN ('site', 'lot') AND subject NOT IN (SELECT subject FROM chosen)
    UNION ALL
    SELECT subject_kind, subject, hypothesis, 12, 'mean', 'mean over its GPUs of their own probabilities', 'the lines of each unit', db, leg, NULL
    FROM scored WHERE subject_kind IN ('site', 'lot') AND subject NOT IN (SELECT subject FROM chosen)
),
naming AS (
    SELECT subject, CASE family WHEN 'identity' THEN 'place' ELSE family END AS family, min(finding) AS finding
    FROM findings GROUP BY subject, CASE family WHEN 'identity' THEN 'place' ELSE family END
)
SELECT lines.subject_kind, lines.subject, lines.hypothesis, lines.line, lines.family, naming.finding, lines.says,
    lines.reverses, lines.db, lines.leg, lines.origin
FROM (SELECT * FROM stated UNION ALL SELECT * FROM remainder UNION ALL SELECT * FROM groups) AS lines
LEFT JOIN naming ON naming.subject = lines.subject AND naming.family = lines.family
