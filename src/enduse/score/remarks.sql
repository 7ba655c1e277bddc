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
    -- a clerk miscounts a lot in thirty; a wait as long as this one is rarer still
    SELECT lot_short.unit, lot_short.since AS happened, 'count' AS family,
        -10.0 * log10(least(1.0, 0.03 + coalesce(waits.survival, 1.0))) AS db,
        -10.0 * log10(least(1.0, 0.03 + coalesce(waits.survival, 1.0))) AS db_lost,
        -10.0 * log10(least(1.0, 0.03 + coalesce(waits.survival, 1.0))) AS db_error
    FROM lot_short
    LEFT JOIN waits ON waits.wait = 'transit'
        AND waits.day = date_diff('day', CAST(lot_short.since AS DATE), CAST($as_of AS DATE))
),
current AS (
    SELECT weighed.unit, weighed.site, weighed.to_site, weighed.custodian
    FROM weighed WHERE weighed.until_at IS NULL
),
told AS (
    SELECT findings.subject AS unit, 'own' AS reach, findings.detector, findings.family, findings.since, findings.db
    FROM findings WHERE findings.subject_kind = 'unit'
    UNION ALL
    SELECT units.unit, 'shared', findings.detector, findings.family, findings.since, findings.db
    FROM findings JOIN units ON units.lot = findings.subject WHERE findings.subject_kind = 'lot'
    UNION ALL
    SELECT current.unit, 'shared', findings.detector, findings.family, findings.since, findings.db
    FROM findings JOIN current ON current.site = findings.subject WHERE findings.subject_kind = 'site'
    UNION ALL
    SELECT current.unit, 'shared', findings.detector, findings.family, findings.since, findings.db
    FROM findings JOIN current ON current.custodian = findings.subject WHERE findings.subject_kind = 'party'
),
once AS (
    SELECT unit, reach, family, detector, max(db) AS db, min(since) AS since
    FROM told WHERE family NOT IN ('silence', 'custody', 'place', 'identity', 'count')
    GROUP BY unit, reach, family, detector
)
SELECT unit, happened, family, db, db_lost, db_error FROM sightings
UNION ALL
SELECT unit, happened, family, db, db_lost, db_error FROM short
UNION ALL
SELECT unit, coalesce(min(since), $as_of), reach, greatest(-$cap_db, least($cap_db, sum(db))), 0.0, 0.0
FROM once GROUP BY unit, reach, family
