-- question: Which sites hold more chips than they can power?
-- says: "{place} has {chips} chips on its book, which draw at least {needed_kw} kW; its contract leaves {available_kw} kW for machines."
-- subject: site
-- family: capacity
-- m: 0.25
-- u: 0.06
-- unfitted: the worlds would weigh it more, and may only lower a weight
-- basis: >
--   argued. Orders beyond the power of the site are a published red flag; contracts on file lag behind
--   extensions in about six sites of a hundred.
-- typologies: [T13, T02]
-- red_flags: [BIS25-05, DER-02]
-- innocent:
--   - A second feed or an extension is not on file.
--   - Some of the machines wait in boxes or are run in turns.
-- check: Ask for the power contract, twelve months of bills and the floor plan.
-- parameters:
--   margin: [1.1, "how far the need must exceed the contract"]
WITH booked AS (
    SELECT h.site, SUM(CASE WHEN u.unit_kind = 'lot' THEN h.quantity * l.part_chips ELSE u.chips END) AS chips,
           SUM(CASE WHEN u.unit_kind = 'lot' THEN h.quantity * l.part_chips ELSE u.chips END * l.chip_kw) AS needed_kw,
           MAX(h.held_from) AS since, MAX_BY(h.source, CONCAT(CAST(h.held_from AS VARCHAR), h.source)) AS source
    FROM holdings h
    JOIN units u ON u.unit = h.unit
    JOIN part_load l ON l.part = u.part
    WHERE h.held_to IS NULL AND h.state = 'held'
    GROUP BY h.site
)
SELECT b.site AS subject, b.since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', f.source, b.source) AS evidence,
       COALESCE(f.name, b.site) AS place, CAST(b.chips AS BIGINT) AS chips,
       CAST(ROUND(b.needed_kw) AS BIGINT) AS needed_kw,
       CAST(ROUND(f.power_kw / COALESCE(f.pue, 1.0)) AS BIGINT) AS available_kw
FROM booked b
JOIN site_facts f ON f.site = b.site
WHERE f.power_kw > 0 AND b.needed_kw > $margin * f.power_kw / COALESCE(f.pue, 1.0);

SELECT 'sites whose contracted power is known' AS need, COUNT(*) AS rows FROM site_facts WHERE power_kw > 0;
