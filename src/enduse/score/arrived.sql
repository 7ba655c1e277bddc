-- Shipments that arrived, whole or in part: they speak for a corridor as those still out speak against it. Without them a
-- corridor would be known by its failures alone, for what arrived counts where it is now.
WITH open_ways AS (
    SELECT DISTINCT site, coalesce(to_site, to_party) AS consignee FROM stays WHERE event = 'shipping' AND until_at IS NULL
),
sent AS (
    SELECT document, site, happened, from_party, to_party, to_site, count(*) AS units
    FROM timeline
    WHERE event = 'shipping' AND unit_kind <> 'lot'
      AND site IN (SELECT site FROM open_ways) AND coalesce(to_site, to_party) IN (SELECT consignee FROM open_ways)
    GROUP BY document, site, happened, from_party, to_party, to_site
)
SELECT concat(coalesce(sent.from_party, here.operator, sent.site, '?'), ' > ', coalesce(sent.to_site, sent.to_party, '?')) AS place,
    coalesce(sent.to_party, there.operator, sent.from_party) AS custodian, sent.happened, coalesce(sent.document, sent.site) AS document,
    (sent.units - least(sent.units, coalesce(shipments.still_out, 0))) * 1.0 / sent.units AS arrived
FROM sent
LEFT JOIN shipments ON shipments.document = sent.document AND shipments.site = sent.site AND shipments.since = sent.happened
LEFT JOIN places_here AS here ON here.site = sent.site
LEFT JOIN places_here AS there ON there.site = sent.to_site
WHERE shipments.still_out IS NULL OR shipments.still_out < sent.units
