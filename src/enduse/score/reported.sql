-- Electronic reports of each unit at each site: first, last and how many.
SELECT unit, unit_kind, site, min(happened) AS first_at, max(happened) AS last_at, max(seq) AS last_seq,
       count(*) AS reports, max(grade) AS grade
FROM timeline
WHERE event = 'observing' AND grade IN ('read', 'attested') AND site IS NOT NULL
GROUP BY unit, unit_kind, site
