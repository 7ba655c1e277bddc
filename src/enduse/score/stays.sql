-- What each unit did after the last credible look at it: one row a stretch between custody entries.
WITH late AS (
    SELECT timeline.unit, timeline.unit_kind, timeline.seq, timeline.event, timeline.happened, timeline.site,
           timeline.to_site, timeline.from_party, timeline.to_party, timeline.grade, timeline.document, timeline.source
    FROM timeline
    LEFT JOIN firm ON firm.unit = timeline.unit
    WHERE timeline.event NOT IN ('observing', 'correcting')
      -- of a lot a look counts what it saw: that is for its count, not for its legs
      AND NOT (timeline.unit_kind = 'lot' AND timeline.event IN ('inspecting', 'missing'))
      AND (firm.unit IS NULL OR timeline.seq > firm.seq)
    UNION ALL
    SELECT firm.unit, units.unit_kind, firm.seq, 'seen', firm.seen_at, firm.site, NULL, NULL, NULL, firm.grade, NULL, NULL
    FROM firm JOIN units ON units.unit = firm.unit
),
numbered AS (
    SELECT late.*,
        CASE WHEN event IN ('inspecting', 'missing') THEN 0 ELSE 1 END AS opens,
        sum(CASE WHEN event IN ('inspecting', 'missing') THEN 0 ELSE 1 END)
            OVER (PARTITION BY unit ORDER BY seq ROWS UNBOUNDED PRECEDING) AS leg
    FROM late
),
stretches AS (
    SELECT unit, leg, max(unit_kind) AS unit_kind, min(happened) AS since,
        max(CASE WHEN opens = 1 THEN event END) AS event,
        max(CASE WHEN opens = 1 THEN site END) AS site,
        max(CASE WHEN opens = 1 THEN to_site END) AS to_site,
        max(CASE WHEN opens = 1 THEN from_party END) AS from_party,
        max(CASE WHEN opens = 1 THEN to_party END) AS to_party,
        max(CASE WHEN opens = 1 THEN grade END) AS grade,
        max(CASE WHEN opens = 1 THEN document END) AS document,
        max(CASE WHEN opens = 1 THEN source END) AS source,
        max(CASE WHEN event = 'inspecting' THEN happened END) AS labelled_at,
        max(CASE WHEN event = 'missing' THEN happened END) AS missed_at
    FROM numbered
    GROUP BY unit, leg
)
SELECT stretches.*,
    lead(since) OVER life AS until_at, lead(event) OVER life AS closed_by,
    lag(site) OVER life AS site_before, first_value(leg) OVER life AS first_leg
FROM stretches
WINDOW life AS (PARTITION BY unit ORDER BY leg)
