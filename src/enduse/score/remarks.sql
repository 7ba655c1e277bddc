-- Remarks that fall on the leg of their day: sightings off the path, short lots, findings of the added families.
-- A finding on a lot, site or party is one piece of evidence, however many units stand under it: it is `shared`.
WITH sightings AS (
    SELECT unit, first_at AS happened, 'place' AS family,
        CASE WHEN concern = 1 AND grade >= 2 AND reports > 1 THEN 36.0 WHEN concern = 1 AND grade >= 2 THEN 32.0 WHEN concern = 1 AND grade = 1 THEN 22.0
             WHEN concern = 1 THEN 15.0 WHEN grade >= 2 THEN 12.0 ELSE 5.0 END AS db,
        0.0 AS db_lost, CASE WHEN grade >= 2 THEN 3.0 ELSE 8.0 END AS db_error
    FROM abroad
),
short AS (
    -- a clerk miscounts a lot in thirty; a wait as long as this one is rarer still. What is short is short for loss and
    -- error as well: legs add the family `count` to those themselves
    SELECT lot_counts.unit, lot_counts.since AS happened, 'count' AS family,
        -10.0 * log10(least(1.0, 0.03 + CASE WHEN counted_short > 0 THEN 0.0 ELSE coalesce(waits.survival, 1.0) END)) AS db,
        0.0 AS db_lost, 0.0 AS db_error
    FROM lot_counts
    LEFT JOIN waits ON waits.wait = 'transit'
        AND waits.day = date_diff('day', CAST(lot_counts.since AS DATE), CAST($as_of AS DATE))
    WHERE lot_counts.held > 0 AND lot_counts.doubtful > 0
),
current AS (
    SELECT weighed.unit, weighed.site, weighed.to_site, weighed.custodian
    FROM weighed WHERE weighed.until_at IS NULL
),
sizes AS (
    SELECT 'unit' AS subject_kind, count(*) AS subjects FROM units
    UNION ALL SELECT 'lot', count(DISTINCT lot) FROM units
    UNION ALL SELECT 'site', count(*) FROM places_here
    UNION ALL SELECT 'party', count(DISTINCT custodian) FROM weighed
),
-- what a finding says is worth no more than its rarity here: u is at least the share of subjects that have it
weights AS (
    SELECT findings.detector, findings.subject_kind, findings.subject, findings.family, min(findings.since) AS since,
        max(least(findings.db, greatest(0.0, 10.0 * log10(findings.m / ((rates.found + 10.0 * findings.u) / (sizes.subjects + 10.0)))))) AS db
    FROM findings
    JOIN (SELECT detector, subject_kind, count(DISTINCT subject) AS found FROM findings GROUP BY detector, subject_kind) AS rates
        ON rates.detector = findings.detector AND rates.subject_kind = findings.subject_kind
    JOIN sizes ON sizes.subject_kind = findings.subject_kind
    WHERE findings.family NOT IN ('silence', 'custody', 'place', 'identity', 'count')
    GROUP BY findings.detector, findings.subject_kind, findings.subject, findings.family
),
told AS (
    SELECT weights.subject AS unit, 'own' AS reach, weights.detector, weights.family, weights.since, weights.db
    FROM weights WHERE weights.subject_kind = 'unit'
    UNION ALL
    SELECT units.unit, 'shared', weights.detector, weights.family, weights.since, weights.db
    FROM weights JOIN units ON units.lot = weights.subject WHERE weights.subject_kind = 'lot'
    UNION ALL
    SELECT current.unit, 'shared', weights.detector, weights.family, weights.since, weights.db
    FROM weights JOIN current ON current.site = weights.subject WHERE weights.subject_kind = 'site'
    UNION ALL
    SELECT current.unit, 'shared', weights.detector, weights.family, weights.since, weights.db
    FROM weights JOIN current ON current.custodian = weights.subject WHERE weights.subject_kind = 'party'
),
once AS (
    SELECT unit, reach, family, detector, max(db) AS db, min(since) AS since
    FROM told GROUP BY unit, reach, family, detector
)
SELECT unit, happened, family, db, db_lost, db_error FROM sightings
UNION ALL
SELECT unit, happened, family, db, db_lost, db_error FROM short
UNION ALL
-- whatever is found of a unit that a mistyped serial number made up holds of a wrong record as well
SELECT once.unit, coalesce(min(since), $as_of), reach, greatest(-$cap_db, least($cap_db, sum(db))), 0.0,
    CASE WHEN reach = 'own' AND max(orphans.unit) IS NOT NULL THEN greatest(0.0, least($cap_db, sum(db))) ELSE 0.0 END
FROM once LEFT JOIN orphans ON orphans.unit = once.unit
GROUP BY once.unit, reach, family
