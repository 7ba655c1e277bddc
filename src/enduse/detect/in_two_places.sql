-- question: What was seen at another place in between two sightings at its own?
-- says: "Seen at {other} on {since}, between sightings at {home} on {before} and {after}; no paper moves it."
-- subject: unit
-- family: identity
-- m: 0.05
-- u: 0.002
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: argued. One serial number at two places is a copied label, a copied record or a slip of the pen.
-- typologies: [T04, T16]
-- red_flags: [DER-01]
-- innocent:
--   - The serial number was mistyped or copied from another list.
--   - One of the two systems kept an old location.
-- check: Read the device at both places on one day, with a fresh nonce each.
-- parameters:
--   within_days: [42, "days between the two sightings at home"]
WITH wanderers AS (
    SELECT unit FROM timeline
    WHERE event IN ('observing', 'inspecting', 'receiving') AND unit_kind <> 'lot'
    GROUP BY unit
    HAVING MIN(site) <> MAX(site)
),
seen AS (
    SELECT unit, site, happened, source, event, seq,
           LAG(site) OVER told AS site_before, LEAD(site) OVER told AS site_after,
           LAG(event) OVER told AS event_before, LAG(happened) OVER told AS before, LEAD(happened) OVER told AS after,
           LAG(source) OVER told AS source_before, LEAD(source) OVER told AS source_after
    FROM timeline
    WHERE unit_kind <> 'lot' AND site IS NOT NULL
      AND (grade <> 'document' OR event IN ('shipping', 'receiving', 'removing'))
      AND event NOT IN ('missing', 'correcting') AND unit IN (SELECT unit FROM wanderers)
    WINDOW told AS (PARTITION BY unit ORDER BY seq)
)
SELECT s.unit AS subject, s.happened AS since, s.after AS until,
       CONCAT_WS('|', s.source_before, s.source, s.source_after) AS evidence,
       COALESCE(there.name, s.site) AS other, COALESCE(here.name, s.site_before) AS home, s.before, s.after
FROM seen s
LEFT JOIN site_facts there ON there.site = s.site
LEFT JOIN site_facts here ON here.site = s.site_before
WHERE s.event IN ('observing', 'inspecting') AND s.site <> s.site_before AND s.site_before = s.site_after
  AND DATEDIFF('day', s.before, s.after) <= $within_days
  AND NOT (s.event_before IN ('shipping', 'receiving', 'removing') AND DATEDIFF('day', s.before, s.happened) = 0);

SELECT 'sightings' AS need, COUNT(*) AS rows
FROM timeline
WHERE grade <> 'document' AND site IS NOT NULL;
