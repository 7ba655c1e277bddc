-- Every GPU, or lot of GPUs, with its lot, where the book has it, and when it was last credibly seen there.
WITH seen AS (
    SELECT timeline.unit, timeline.seq, timeline.happened, timeline.source, timeline.site, timeline.country, timeline.grade
    FROM timeline
    JOIN holdings
        ON holdings.unit = timeline.unit AND holdings.site = timeline.site
       AND timeline.happened >= holdings.held_from
       AND (holdings.held_to IS NULL OR timeline.happened < holdings.held_to)
    WHERE timeline.grade IN ('read', 'attested')
      AND timeline.event IN ('observing', 'inspecting', 'installing', 'receiving', 'repairing')
),
credible AS (
    SELECT unit, max(happened) AS last_read, max_by(source, seq) AS read_source, max_by(site, seq) AS read_site,
        max_by(grade, seq) AS read_grade
    FROM seen GROUP BY unit
),
inspected AS (
    SELECT unit, max(happened) AS last_inspected, max_by(source, seq) AS inspected_source,
        max_by(grade, seq) AS inspected_grade
    FROM timeline WHERE event = 'inspecting' GROUP BY unit
),
installed AS (
    SELECT unit, min(happened) AS first_installed FROM timeline
    WHERE event IN ('installing', 'receiving') GROUP BY unit
),
places_held AS (
    SELECT holdings.unit, max_by(holdings.site, holdings.held_from) AS site, max_by(holdings.country, holdings.held_from) AS country,
        max_by(holdings.party, holdings.held_from) AS party
    FROM holdings
    LEFT JOIN (SELECT site, max(kind) AS kind FROM sites GROUP BY site) AS places ON places.site = holdings.site
    WHERE holdings.site IS NOT NULL AND (places.kind IS NULL OR places.kind NOT IN ('fab', 'port', 'warehouse'))
    GROUP BY holdings.unit
),
elsewhere AS (
    SELECT timeline.unit, min(timeline.happened) AS off_happened, min_by(timeline.country, timeline.seq) AS off_country,
        min_by(timeline.source, timeline.seq) AS off_source
    FROM timeline
    JOIN places_held ON places_held.unit = timeline.unit
    WHERE timeline.grade IN ('read', 'attested') AND timeline.country IS NOT NULL
      AND timeline.country <> places_held.country AND timeline.event IN ('observing', 'repairing')
    GROUP BY timeline.unit
)
SELECT units.unit, coalesce(units.lot, units.unit) AS lot, units.chips, units.part, units.first_seen, units.unit_kind,
    places_held.site, places_held.country, places_held.party,
    credible.last_read, credible.read_source, credible.read_site, credible.read_grade,
    inspected.last_inspected, inspected.inspected_source, inspected.inspected_grade, installed.first_installed,
    elsewhere.off_happened, elsewhere.off_country, elsewhere.off_source
FROM units
LEFT JOIN places_held ON places_held.unit = units.unit
LEFT JOIN credible ON credible.unit = units.unit
LEFT JOIN inspected ON inspected.unit = units.unit
LEFT JOIN installed ON installed.unit = units.unit
LEFT JOIN elsewhere ON elsewhere.unit = units.unit
WHERE units.chips > 0
ORDER BY lot, units.unit
