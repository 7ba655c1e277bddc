-- The last credible look at each unit: read or attested, at a place that is no surprise.
WITH looks AS (
    SELECT reported.unit, reported.site, reported.last_at AS seen_at, reported.last_seq AS seq, reported.grade
    FROM reported
    LEFT JOIN strays ON strays.unit = reported.unit AND strays.site = reported.site
    WHERE strays.surprise IS NULL OR strays.surprise = 'moved'
    UNION ALL
    SELECT timeline.unit, timeline.site, timeline.happened, timeline.seq, timeline.grade
    FROM timeline
    LEFT JOIN places_here AS here ON here.site = timeline.site
    WHERE timeline.event IN ('inspecting', 'installing', 'receiving', 'returning')
      AND timeline.grade IN ('read', 'attested') AND coalesce(here.concern, 0) = 0 AND timeline.site IS NOT NULL
      AND NOT (timeline.unit_kind = 'lot' AND timeline.event = 'inspecting')
)
SELECT unit, max(seen_at) AS seen_at, max(seq) AS seq, max_by(site, seq) AS site, max_by(grade, seq) AS grade
FROM looks
GROUP BY unit
