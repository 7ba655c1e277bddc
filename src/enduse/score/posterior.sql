-- Four probabilities for every unit, and by mean over units for lots, sites and parties.
WITH judged AS (
    SELECT hazards.*, units.unit_kind, units.lot, units.part,
        hazards.odds_diverted * power(10.0, (world_db + place_record_db + party_record_db + shared_db) / 10.0) + hazards.odds_removal AS odds
    FROM hazards JOIN units ON units.unit = hazards.unit
),
shares AS (
    -- of a lot, the expected part that is missing; its causes share that in the ratio of their odds
    SELECT judged.*,
        1.0 - gone AS p_booked,
        gone * odds_error / (odds + odds_lost + odds_error) AS p_error,
        gone * odds_lost / (odds + odds_lost + odds_error) AS p_lost,
        gone * odds / (odds + odds_lost + odds_error) AS p_diverted
    FROM (
        SELECT judged.*, coalesce(lots.missing / greatest(1.0, lots.held + lots.on_the_way),
                                  1.0 - 1.0 / (1.0 + odds + odds_lost + odds_error)) AS gone
        FROM judged LEFT JOIN lots ON lots.lot = judged.unit
    ) AS judged
),
standing AS (
    SELECT legs.unit, max_by(coalesce(legs.site, '?'), legs.leg) AS site, max_by(legs.custodian, legs.leg) AS party
    FROM legs GROUP BY legs.unit
),
subjects AS (
    SELECT CASE WHEN unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind, shares.unit AS subject, 1.0 AS weight,
           p_booked, p_error, p_lost, p_diverted, leg, custodian, shares.unit AS unit
    FROM shares
    UNION ALL
    SELECT 'lot', lot, greatest(chips, 0.001), p_booked, p_error, p_lost, p_diverted, leg, custodian, unit
    FROM shares WHERE lot IS NOT NULL AND lot <> unit AND lot NOT IN (SELECT unit FROM shares)
    UNION ALL
    SELECT 'site', standing.site, greatest(chips, 0.001), p_booked, p_error, p_lost, p_diverted, leg, custodian, shares.unit
    FROM shares JOIN standing ON standing.unit = shares.unit WHERE standing.site IS NOT NULL AND standing.site <> '?'
    UNION ALL
    SELECT 'party', standing.party, greatest(chips, 0.001), p_booked, p_error, p_lost, p_diverted, leg, custodian, shares.unit
    FROM shares JOIN standing ON standing.unit = shares.unit WHERE standing.party IS NOT NULL
),
means AS (
    SELECT subject_kind, subject, sum(weight * p_booked) / sum(weight) AS p_booked,
        sum(weight * p_error) / sum(weight) AS p_error, sum(weight * p_lost) / sum(weight) AS p_lost,
        sum(weight * p_diverted) / sum(weight) AS p_diverted, max_by(unit, concat(lpad(CAST(CAST(round(p_diverted * 1e12) AS BIGINT) AS VARCHAR), 14, '0'), unit)) AS unit
    FROM subjects GROUP BY subject_kind, subject
),
placed AS (
    SELECT means.*, legs.since, legs.custodian,
        CASE legs.state
            WHEN 'transit' THEN concat('in transit, ', legs.place)
            WHEN 'out' THEN concat('removed from ', coalesce(legs.site, 'an unknown place'))
            WHEN 'seen' THEN concat('after the last report from ', coalesce(legs.site, 'an unknown place'))
            WHEN 'before' THEN concat('before the last report from ', coalesce(legs.site, 'an unknown place'))
            WHEN 'ended' THEN concat('written off at ', coalesce(legs.site, 'an unknown place'))
            WHEN 'made' THEN concat('since it was made at ', coalesce(legs.site, 'an unknown place'))
            ELSE concat('booked at ', coalesce(legs.site, 'an unknown place'), ', never seen there electronically')
        END AS leg
    FROM means
    LEFT JOIN hazards ON hazards.unit = means.unit
    LEFT JOIN legs ON legs.unit = hazards.unit AND legs.leg = hazards.leg
),
rates AS (
    SELECT 'as_booked' AS hypothesis, 1.0 - $prior - $prior_lost - $prior_error AS prior
    UNION ALL SELECT 'record_error', $prior_error
    UNION ALL SELECT 'lost', $prior_lost
    UNION ALL SELECT 'diverted', $prior
),
long AS (
    SELECT placed.subject_kind, placed.subject, rates.hypothesis, rates.prior,
        CASE rates.hypothesis WHEN 'as_booked' THEN p_booked WHEN 'record_error' THEN p_error
                              WHEN 'lost' THEN p_lost ELSE p_diverted END AS probability,
        placed.p_booked, placed.since, placed.leg, placed.custodian
    FROM placed CROSS JOIN rates
)
SELECT subject_kind, subject, hypothesis, prior,
    10.0 * log10(greatest(probability, 1e-9) / greatest(p_booked, 1e-9)) - 10.0 * log10(prior / (1.0 - $prior - $prior_lost - $prior_error)) AS db,
    greatest(1e-9, least(1.0 - 1e-9, probability)) AS probability,
    CASE WHEN hypothesis = 'as_booked' THEN NULL ELSE since END AS since,
    CASE WHEN hypothesis = 'as_booked' THEN NULL ELSE leg END AS leg,
    CASE WHEN hypothesis = 'as_booked' THEN NULL ELSE custodian END AS custodian
FROM long
