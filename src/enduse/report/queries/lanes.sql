-- All that the lanes of one group show: custody, weekly readings of it and of its neighbours, inspections, papers,
-- other goods that left its site, contacts elsewhere.
WITH members AS (
    SELECT unit, chips FROM standing_out WHERE site = $site AND state = $state
),
rest AS (
    SELECT unit, chips FROM placed_units
    WHERE site = $site AND chips > 0 AND unit NOT IN (SELECT unit FROM members)
),
held AS (
    SELECT COALESCE(h.site, '→ ' || h.to_site, 'in transit') AS label, h.state, h.party,
           MIN(h.held_from) AS begin, MAX(COALESCE(h.held_to, $as_of)) AS finish, SUM(m.chips) AS chips
    FROM holdings h
    JOIN members m ON m.unit = h.unit
    GROUP BY COALESCE(h.site, '→ ' || h.to_site, 'in transit'), h.state, h.party
),
weeks AS (
    SELECT DISTINCT t.unit, DATE_TRUNC('week', t.happened) AS week
    FROM timeline t
    WHERE t.site = $site AND t.grade IN ('read', 'attested') AND t.event IN ('observing', 'inspecting')
),
told AS (
    SELECT t.event, MIN(t.happened) AS begin, MAX(t.happened) AS finish, t.grade, t.site, t.to_site, t.country,
           COUNT(DISTINCT t.unit) AS chips, MIN(t.document) AS document
    FROM timeline t
    JOIN members m ON m.unit = t.unit
    WHERE t.event NOT IN ('correcting', 'commissioning', 'installing')
      AND (t.event <> 'observing' OR COALESCE(t.site, '') <> $site)
    GROUP BY t.event, t.grade, t.site, t.to_site, t.country,
             CASE WHEN t.event IN ('inspecting', 'missing', 'observing') THEN CAST(t.happened AS DATE)
                  ELSE CAST(DATE_TRUNC('month', t.happened) AS DATE) END
),
leaving AS (
    SELECT DISTINCT t.unit
    FROM timeline t
    JOIN findings f ON f.subject_kind = 'site' AND f.subject = $site AND f.family = 'paper'
    WHERE t.unit_kind = 'lot' AND t.event = 'shipping' AND t.site = $site AND ARRAY_CONTAINS(f.evidence, t.source)
)
SELECT 'custody' AS lane, CAST(begin AS TIMESTAMP) AS begin, CAST(finish AS TIMESTAMP) AS finish, CAST(chips AS BIGINT) AS chips,
       state AS grade, label,
       CONCAT_WS(' ', label, '· held by', party, '·', CAST(CAST(begin AS DATE) AS VARCHAR), 'to', CAST(CAST(finish AS DATE) AS VARCHAR)) AS says
FROM held
UNION ALL
SELECT 'readings', CAST(w.week AS TIMESTAMP), NULL, CAST(SUM(m.chips) AS BIGINT), 'read', '',
       CAST(CAST(SUM(m.chips) AS BIGINT) AS VARCHAR) || ' chips read in the week of ' || CAST(CAST(w.week AS DATE) AS VARCHAR)
FROM weeks w JOIN members m ON m.unit = w.unit
GROUP BY w.week
UNION ALL
SELECT 'neighbours', CAST(w.week AS TIMESTAMP), NULL, CAST(SUM(r.chips) AS BIGINT), 'read', '',
       CAST(CAST(SUM(r.chips) AS BIGINT) AS VARCHAR) || ' chips read in the week of ' || CAST(CAST(w.week AS DATE) AS VARCHAR)
FROM weeks w JOIN rest r ON r.unit = w.unit
GROUP BY w.week
UNION ALL
SELECT CASE WHEN event = 'inspecting' OR event = 'missing' THEN 'inspections'
            WHEN event = 'observing' THEN 'contacts' ELSE 'papers' END,
       begin, finish, chips, grade,
       CASE WHEN event = 'observing' THEN COALESCE(country, site) || ', ' || CAST(chips AS VARCHAR)
            WHEN event = 'inspecting' THEN grade || ', ' || CAST(chips AS VARCHAR)
            WHEN to_site IS NOT NULL THEN event || ' to ' || to_site ELSE event END,
       CONCAT_WS(' ', event, 'of', CAST(chips AS VARCHAR), 'chips,', CAST(CAST(begin AS DATE) AS VARCHAR), 'to',
                 CAST(CAST(finish AS DATE) AS VARCHAR), 'at', COALESCE(site, country), '·', grade, '·', document)
FROM told
UNION ALL
SELECT 'goods', t.happened, NULL, t.quantity, t.grade,
       CASE WHEN t.event = 'shipping' THEN CAST(t.quantity AS VARCHAR) || ' × ' || COALESCE(t.part, 'packages') || ' to ' || COALESCE(t.to_site, t.to_party, '?')
            ELSE '' END,
       CONCAT_WS(' ', t.event, 'of', CAST(t.quantity AS VARCHAR), t.part, 'on', CAST(CAST(t.happened AS DATE) AS VARCHAR), 'from', t.site, 'to', t.to_site, '·', t.document, t.note)
FROM timeline t JOIN leaving l ON l.unit = t.unit
ORDER BY lane, begin, label, says
