-- question: What was licensed for one country and then left it?
-- says: "Licence {licence} is for use in {licensed_country}{condition}; {happening} {elsewhere} on {since}."
-- subject: unit
-- family: law
-- m: 0.40
-- u: 0.15
-- unfitted: m and u are given that it left the licensed country, which the worlds do not lay on the booked
-- basis: argued. That it left is weighed with the timeline; this adds that its licence forbade it, so that leave to move is less likely the reason. Repair abroad and returns are left out.
-- typologies: [T06, T10, T14]
-- red_flags: [SG-02, TRI-08]
-- innocent:
--   - Leave to move it was given and is not in the evidence.
--   - It went for repair through a third place.
--   - The country was taken from a network address that stands elsewhere.
-- check: Ask the end user where it is now, and for the leave to move it.
WITH licensed AS (
    SELECT subject AS unit, licence, country, "on", conditions, licence_source
    FROM licence_use
    WHERE licence IS NOT NULL AND country IS NOT NULL AND outcome IN ('covered', 'overdrawn')
    UNION ALL
    SELECT c.unit, l.licence, l.country, l."on", l.conditions, l.licence_source
    FROM licence_use l
    JOIN containment c ON c.parent = l.subject AND c.inside_from <= l."on" AND (c.inside_to IS NULL OR c.inside_to > l."on")
    WHERE l.licence IS NOT NULL AND l.country IS NOT NULL AND l.outcome IN ('covered', 'overdrawn')
),
left_country AS (
    SELECT g.unit, t.unit_kind, g.licence, g.country AS licensed_country, g.conditions, g.licence_source,
           t.happened, t.event, t.source,
           CASE WHEN t.event = 'shipping' THEN t.to_country ELSE t.country END AS elsewhere,
           ROW_NUMBER() OVER (PARTITION BY g.unit, g.licence ORDER BY t.seq) AS place
    FROM licensed g
    JOIN timeline t ON t.unit = g.unit AND t.happened > g."on"
    LEFT JOIN site_facts f ON f.site = CASE WHEN t.event = 'shipping' THEN t.to_site ELSE t.site END
    WHERE CASE WHEN t.event = 'shipping' THEN t.to_country ELSE t.country END <> g.country
      AND t.event IN ('shipping', 'receiving', 'installing', 'observing')
      AND COALESCE(f.kind, '') NOT IN ('repair', 'fab', 'port')
      -- what waits abroad on its way in has not left yet
      AND EXISTS (SELECT 1 FROM timeline e WHERE e.unit = g.unit AND e.country = g.country
                  AND e.event <> 'shipping' AND e.happened > g."on" AND e.happened <= t.happened)
)
SELECT CASE WHEN unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       unit AS subject, happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', source, licence_source) AS evidence,
       licence, licensed_country, elsewhere,
       CASE WHEN conditions IS NULL THEN '' ELSE CONCAT(' (', conditions, ')') END AS condition,
       CASE WHEN event = 'shipping' THEN 'it was sent on to' ELSE 'it was seen in' END AS happening
FROM left_country
WHERE place = 1
ORDER BY subject, since;

SELECT 'licences with a country of use' AS need, COUNT(*) AS rows FROM licences WHERE country IS NOT NULL
UNION ALL
SELECT 'shipments drawn on a licence' AS need, COUNT(*) AS rows FROM licence_use WHERE licence IS NOT NULL;
