-- What was found about one group: its site's findings, and for each detector one sentence that stands for its units.
WITH about AS (
    SELECT f.*, 1 AS rank FROM findings f WHERE f.subject_kind = 'site' AND f.subject = $site
    UNION ALL
    SELECT f.*, 2 AS rank
    FROM findings f
    JOIN standing_out p ON p.unit = f.subject
    WHERE f.subject_kind IN ('unit', 'lot') AND p.site = $site AND p.state = $state
),
counted AS (
    SELECT a.*, COALESCE(u.chips, 0) AS chips,
           COUNT(*) OVER (PARTITION BY a.detector, a.says) AS alike
    FROM about a
    LEFT JOIN units u ON u.unit = a.subject
),
summed AS (
    SELECT detector, family, MIN(rank) AS rank, SUM(chips) AS chips, COUNT(*) AS subjects, MAX(db) AS db,
           MAX_BY(finding, CONCAT(LPAD(CAST(alike AS VARCHAR), 12, '0'), finding)) AS typical, MIN(since) AS since
    FROM counted
    GROUP BY detector, family
)
SELECT s.detector, s.family, s.rank, CAST(s.chips AS BIGINT) AS chips, s.subjects, s.db, s.since, f.subject, f.says, f.evidence,
       d.question, d.innocent, d."check", d.typologies, d.red_flags, d.basis, f.m, f.u
FROM summed s
JOIN findings f ON f.finding = s.typical
LEFT JOIN detectors d ON d.detector = s.detector
ORDER BY s.rank, s.db DESC, s.detector
