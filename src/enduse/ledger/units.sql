-- Units that evidence speaks of, the lot each came in, and how many GPUs each stands for.
WITH kinds AS (
    SELECT unit, max(unit_kind) AS unit_kind, max(part) AS part,
           max(CASE WHEN unit_kind = 'lot' THEN quantity ELSE 1 END) AS quantity,
           min(happened) AS first_seen,
           max(CASE WHEN grade <> 'document' AND event <> 'missing' THEN happened END) AS last_seen
    FROM timeline
    WHERE event <> 'correcting'
    GROUP BY unit
),
inside AS (
    SELECT inheritance.parent AS unit, count(DISTINCT inheritance.unit) AS units,
           count(DISTINCT CASE WHEN kinds.unit_kind = 'gpu' THEN inheritance.unit END) AS gpus
    FROM inheritance
    JOIN kinds ON kinds.unit = inheritance.unit
    GROUP BY inheritance.parent
),
lot_parents AS (
    SELECT inheritance.unit, min(inheritance.parent) AS lot
    FROM inheritance
    JOIN kinds ON kinds.unit = inheritance.parent
    WHERE kinds.unit_kind = 'lot'
    GROUP BY inheritance.unit
),
shipments AS (
    SELECT unit, min_by(document, seq) AS document
    FROM timeline
    WHERE event = 'shipping' AND document IS NOT NULL
    GROUP BY unit
),
-- where a unit came to names its lot only if no paper does: most have one
arrivals AS (
    SELECT unit, min_by(coalesce(to_site, site), seq) AS place
    FROM timeline
    WHERE coalesce(to_site, site) IS NOT NULL AND event <> 'commissioning' AND unit NOT IN (SELECT unit FROM shipments)
    GROUP BY unit
)
SELECT
    kinds.unit, kinds.unit_kind, kinds.part, kinds.quantity,
    CASE
        WHEN kinds.unit_kind = 'gpu' THEN 1
        WHEN kinds.unit_kind = 'lot'
            THEN greatest(0, kinds.quantity * coalesce(lot_chips.chips, CASE WHEN kinds.part IS NULL THEN 1 ELSE 0 END)
                             - coalesce(inside.gpus, 0))
        WHEN inside.units > 0 THEN 0
        ELSE coalesce(part_chips.chips, CASE kinds.unit_kind WHEN 'rack' THEN 72 ELSE 8 END)
    END AS chips,
    CASE
        WHEN kinds.unit_kind = 'lot' THEN kinds.unit
        ELSE coalesce(lot_parents.lot, shipments.document,
                      concat(coalesce(arrivals.place, 'unknown place'), ' ', coalesce(kinds.part, 'unknown part'), ' ',
                             substr(CAST(kinds.first_seen AS VARCHAR), 1, 7)),
                      kinds.unit)
    END AS lot,
    kinds.first_seen, kinds.last_seen
FROM kinds
LEFT JOIN inside ON inside.unit = kinds.unit
LEFT JOIN part_chips ON part_chips.part = kinds.part
LEFT JOIN lot_chips ON lot_chips.part = kinds.part
LEFT JOIN lot_parents ON lot_parents.unit = kinds.unit
LEFT JOIN shipments ON shipments.unit = kinds.unit
LEFT JOIN arrivals ON arrivals.unit = kinds.unit
