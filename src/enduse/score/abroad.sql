-- Sightings off the path, by report or by paper: the first and last, where, and of what grade.
WITH seen AS (
    SELECT unit, site, country, first_at, last_at, reports, grade, surprise FROM strays WHERE surprise <> 'moved'
    UNION ALL
    SELECT timeline.unit, timeline.site, timeline.country, timeline.happened, timeline.happened, 1, timeline.grade, 'abroad'
    FROM timeline
    JOIN places_here AS here ON here.site = timeline.site AND here.concern = 1
    LEFT JOIN (
        SELECT DISTINCT timeline.unit, coalesce(timeline.to_country, there.country) AS country
        FROM timeline
        LEFT JOIN places_here AS there ON there.site = timeline.to_site
        WHERE timeline.event = 'shipping'
        UNION
        SELECT DISTINCT unit, country FROM timeline WHERE event = 'commissioning'
    ) AS path ON path.unit = timeline.unit AND path.country = timeline.country
    WHERE timeline.event IN ('repairing', 'inspecting', 'installing', 'receiving', 'removing', 'returning', 'shipping')
      AND path.unit IS NULL
)
SELECT unit, min(first_at) AS first_at, max(last_at) AS last_at, sum(reports) AS reports,
       max_by(site, concat(CAST(last_at AS VARCHAR), coalesce(site, ''))) AS site,
       max_by(country, concat(CAST(last_at AS VARCHAR), coalesce(site, ''))) AS country,
       max(CASE grade WHEN 'attested' THEN 3 WHEN 'read' THEN 2 WHEN 'label' THEN 1 ELSE 0 END) AS grade,
       max(CASE WHEN surprise = 'abroad' THEN 1 ELSE 0 END) AS concern
FROM seen
GROUP BY unit
