-- Who had which unit where, from when to when. Custody moves by entries that move it; a sighting opens a holding only
-- where no entry had, or where it finds again what was missing. The book follows the entries: a unit seen elsewhere
-- stays on the book where it is booked.
WITH entries AS (
    SELECT timeline.*, places.operator
    FROM timeline
    LEFT JOIN places ON places.site = timeline.site
    WHERE timeline.unit_kind <> 'lot'
      AND timeline.event IN ('commissioning', 'shipping', 'receiving', 'installing', 'repairing', 'returning',
                             'missing', 'decommissioning', 'destroying')
),
first_entries AS (SELECT unit, min(seq) AS seq FROM entries GROUP BY unit),
openers AS (
    SELECT timeline.unit, min(timeline.seq) AS seq
    FROM timeline
    LEFT JOIN first_entries ON first_entries.unit = timeline.unit
    WHERE timeline.event IN ('observing', 'inspecting', 'removing') AND timeline.unit_kind <> 'lot'
      AND (first_entries.seq IS NULL OR timeline.seq < first_entries.seq)
    GROUP BY timeline.unit
),
found_again AS (
    SELECT missed.unit, min(sighting.seq) AS seq
    FROM missed
    JOIN timeline AS sighting
        ON sighting.unit = missed.unit AND sighting.seq > missed.seq AND sighting.site = missed.site
       AND sighting.event IN ('observing', 'inspecting') AND sighting.grade <> 'document'
    GROUP BY missed.unit, missed.seq
),
moves AS (
    SELECT * FROM entries
    UNION ALL
    SELECT timeline.*, places.operator
    FROM timeline
    JOIN (SELECT seq FROM openers UNION SELECT seq FROM found_again) AS openings ON openings.seq = timeline.seq
    LEFT JOIN places ON places.site = timeline.site
),
states AS (
    SELECT
        unit, unit_no, seq, happened, event, grade, source,
        CASE WHEN event IN ('shipping', 'returning') THEN 'transit'
             WHEN event = 'missing' THEN 'missing'
             WHEN event IN ('decommissioning', 'destroying') THEN 'ended'
             ELSE 'held' END AS state,
        CASE WHEN event IN ('shipping', 'returning') THEN NULL
             ELSE coalesce(site, to_site, lag(to_site) OVER moved) END AS site,
        CASE WHEN event IN ('shipping', 'returning') THEN to_site END AS to_site,
        CASE WHEN event = 'commissioning' THEN coalesce(to_party, from_party, operator)
             WHEN event IN ('shipping', 'returning') THEN coalesce(to_party, from_party)
             WHEN event = 'receiving' THEN coalesce(to_party, lag(to_party) OVER moved, operator)
             ELSE to_party END AS stated_party,
        operator
    FROM moves
    WINDOW moved AS (PARTITION BY unit_no ORDER BY seq)
),
-- where an entry names no place, the unit is where it was
filled AS (
    SELECT unit, unit_no, seq, happened, event, grade, source, state, to_site,
        CASE WHEN state = 'transit' THEN NULL
             ELSE coalesce(site, last_value(site IGNORE NULLS) OVER before) END AS site,
        coalesce(stated_party, last_value(stated_party IGNORE NULLS) OVER before, operator) AS party
    FROM states
    WINDOW before AS (PARTITION BY unit_no ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
changed AS (
    SELECT *,
        lag(concat(state, '|', coalesce(site, ''), '|', coalesce(party, ''), '|', coalesce(to_site, '')))
            OVER (PARTITION BY unit_no ORDER BY seq) AS before,
        concat(state, '|', coalesce(site, ''), '|', coalesce(party, ''), '|', coalesce(to_site, '')) AS present
    FROM filled
),
spans AS (
    SELECT unit, party, site, happened AS held_from,
        lead(happened) OVER (PARTITION BY unit_no ORDER BY seq) AS held_to,
        grade, event AS opened_by,
        lead(event) OVER (PARTITION BY unit_no ORDER BY seq) AS closed_by,
        state, to_site, source
    FROM changed
    WHERE before IS NULL OR before <> present
)
SELECT spans.unit, spans.party, spans.site, here.country, spans.held_from, spans.held_to, spans.grade,
       spans.opened_by, spans.closed_by, spans.state, spans.to_site, 1 AS quantity, spans.source
FROM spans
LEFT JOIN places AS here ON here.site = spans.site
WHERE spans.held_to IS NULL OR spans.held_from < spans.held_to
UNION ALL
SELECT lot_flows.unit, coalesce(lot_flows.party, here.operator), lot_flows.site, here.country,
       lot_flows.held_from, lot_flows.held_to, lot_flows.grade, lot_flows.opened_by, lot_flows.closed_by,
       CASE WHEN lot_flows.site IS NULL THEN 'transit' ELSE 'held' END, lot_flows.to_site, lot_flows.quantity,
       lot_flows.source
FROM lot_flows
LEFT JOIN places AS here ON here.site = lot_flows.site
WHERE lot_flows.quantity > 0
