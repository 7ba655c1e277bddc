-- Shipments of which units are still unreceived: how many those are, and how many left on the same paper at the same time.
WITH unreceived AS (
    SELECT document, site, since, count(*) AS still_out FROM stays
    WHERE event = 'shipping' AND until_at IS NULL AND document IS NOT NULL AND unit_kind <> 'lot'
    GROUP BY document, site, since
)
SELECT unreceived.document, unreceived.site, unreceived.since, max(unreceived.still_out) AS still_out, count(*) AS units
FROM unreceived
JOIN timeline ON timeline.event = 'shipping' AND timeline.document = unreceived.document
    AND timeline.site = unreceived.site AND timeline.happened = unreceived.since
GROUP BY unreceived.document, unreceived.site, unreceived.since
