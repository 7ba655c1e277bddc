-- Units that evidence speaks of, the lot each came in, and how many GPUs each stands for.
WITH told AS (
    SELECT unit, max(unit_kind) AS unit_kind, max(part) AS part,
           max(CASE WHEN unit_kind = 'lot' THEN quantity ELSE 1 END) AS most,
           sum(CASE WHEN unit_kind = 'lot' AND event = 'commissioning' AND parent IS NOT NULL THEN quantity ELSE 0 END) AS merged,
           min(happened) AS first_seen,
           max(CASE WHEN grade <> 'document' AND event <> 'missing' THEN happened END) AS last_seen
    FROM timeline
    WHERE event <> 'correcting'
    GROUP BY unit
),
-- a lot that was merged has the count of its parts
kinds AS (
    SELECT unit, unit_kind, part, CAST(greatest(most, merged) AS INTEGER) AS quantity, first_seen, last_seen FROM told
),
-- units of a lot that went into other lots are counted there
split_off AS (
    SELECT timeline.parent AS unit, sum(timeline.quantity) AS quantity
    FROM timeline JOIN kinds ON kinds.unit = timeline.parent AND kinds.unit_kind = 'lot'
    WHERE timeline.event = 'commissioning' AND timeline.unit_kind = 'lot' AND timeline.parent <> timeline.unit
    GROUP BY timeline.parent
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
),
counted AS (
    SELECT kinds.*, coalesce(split_off.quantity, 0) AS split_off,
        CASE
            WHEN kinds.unit_kind = 'gpu' THEN 1.0
            WHEN kinds.unit_kind = 'lot'
                THEN greatest(0.0, (kinds.quantity * coalesce(lot_chips.chips, CASE WHEN kinds.part IS NULL THEN 1 ELSE 0 END)
                                    - coalesce(inside.gpus, 0)) * 1.0 / kinds.quantity)
            WHEN inside.units > 0 THEN 0.0
            ELSE coalesce(part_chips.chips, CASE kinds.unit_kind WHEN 'rack' THEN 72 ELSE 8 END) * 1.0
        END AS chips_each
    FROM kinds
    LEFT JOIN inside ON inside.unit = kinds.unit
    LEFT JOIN split_off ON split_off.unit = kinds.unit
    LEFT JOIN part_chips ON part_chips.part = kinds.part
    LEFT JOIN lot_chips ON lot_chips.part = kinds.part
)
SELECT
    kinds.unit, kinds.unit_kind, kinds.part, kinds.quantity,
    CAST(round(CASE WHEN kinds.unit_kind = 'lot' THEN kinds.chips_each * greatest(0, kinds.quantity - kinds.split_off)
                    ELSE kinds.chips_each END) AS BIGINT) AS chips,
    kinds.chips_each,
    CASE
        WHEN kinds.unit_kind = 'lot' THEN kinds.unit
        ELSE coalesce(lot_parents.lot, shipments.document,
                      concat(coalesce(arrivals.place, 'unknown place'), ' ', coalesce(kinds.part, 'unknown part'), ' ',
                             substr(CAST(kinds.first_seen AS VARCHAR), 1, 7)),
                      kinds.unit)
    END AS lot,
    kinds.first_seen, kinds.last_seen
FROM counted AS kinds
LEFT JOIN lot_parents ON lot_parents.unit = kinds.unit
LEFT JOIN shipments ON shipments.unit = kinds.unit
LEFT JOIN arrivals ON arrivals.unit = kinds.unit
