-- question: What other goods left a site in the weeks in which its machines fell silent?
-- says: "{packages} declared as {part} left {place} on {since} for {destination} ({document}). {weight}"
-- subject: site
-- family: paper
-- m: 0.30
-- u: 0.01
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: >
--   argued. Dismantled servers leave under another name (T05, T07); that an honest site ships other
--   heavy goods in just those weeks is taken at one in a hundred.
-- typologies: [T03, T05, T07, T17]
-- red_flags: [KYC-10, KYC-11, DER-04]
-- innocent:
--   - The hall was refitted, and the goods are what the paper says.
--   - Machines were sent for repair under a general description.
-- check: Ask the carrier for photographs and weights, and the consignee for what it received.
-- parameters:
--   days_before: [14, "days before the silence"]
--   days_after: [45, "days after the silence began"]
WITH machine_kg AS (
    SELECT q.site, SUM(q.chips * l.chip_kg) AS silent_kg
    FROM silent q
    JOIN part_load l ON l.part = q.part
    GROUP BY q.site
),
goods AS (
    SELECT w.site, w.chips, t.happened, t.part, t.quantity, t.source, t.document, w.source AS silence_source,
           COALESCE(t.to_site, t.to_party) AS destination, t.unit
    FROM waves w
    JOIN timeline t ON t.site = w.site AND t.event = 'shipping' AND t.unit_kind = 'lot'
    LEFT JOIN part_load l ON l.part = t.part
    WHERE l.part IS NULL
      AND t.happened >= w.since - INTERVAL 1 DAY * $days_before
      AND t.happened <= w.since + INTERVAL 1 DAY * $days_after
)
SELECT g.site AS subject, g.happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', g.source, g.silence_source) AS evidence,
       CAST(g.quantity AS VARCHAR) || ' packages' AS packages, COALESCE(g.part, 'unnamed goods') AS part,
       COALESCE(here.name, g.site) AS place, COALESCE(there.name, g.destination) AS destination, g.document,
       COALESCE('Their papers say ' || CAST(CAST(x.gross_kg AS BIGINT) AS VARCHAR) || ' kg; the silent machines weigh '
                || CAST(CAST(k.silent_kg AS BIGINT) AS VARCHAR) || ' kg unpacked.', '') AS weight
FROM goods g
LEFT JOIN paper_weights x ON x.unit = g.unit AND x.source = g.source
LEFT JOIN machine_kg k ON k.site = g.site
LEFT JOIN site_facts here ON here.site = g.site
LEFT JOIN site_facts there ON there.site = g.destination;

SELECT 'units with at least three readings' AS need, COUNT(*) AS rows FROM sighted WHERE reads >= 3
UNION ALL
SELECT 'shipments of lots from sites' AS need, COUNT(*) AS rows
FROM timeline WHERE event = 'shipping' AND unit_kind = 'lot';
