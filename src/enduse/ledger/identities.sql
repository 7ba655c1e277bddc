-- Which identifiers are one unit, from when to when.
-- A binding says: `identifier` is another name of `unit`. A serial number is the canonical id where there is one;
-- chassis, slot and board name what a unit sits in or on, so they are kept as bindings but never lead to a unit.
-- One identifier may be bound to one unit after another: each binding holds until the next begins, and the first
-- holds from the beginning unless its source says since when.
WITH bindings AS (
    SELECT
        trim(unit) AS unit,
        trim(identifier) AS identifier,
        lower(coalesce(identifier_kind, 'other')) AS identifier_kind,
        from_ AS stated_from,
        "to" AS stated_to,
        coalesce(grade, 'document') AS grade,
        source
    FROM (
        SELECT unit, identifier, identifier_kind, from_, "to", grade, source FROM identifiers
        UNION ALL
        SELECT * FROM attested_bindings
    ) AS told
    WHERE trim(identifier) NOT IN (SELECT spelling FROM placeholders)
      AND trim(unit) NOT IN (SELECT spelling FROM placeholders)
),
-- a serial bound to something else turns the binding round: the serial is the unit
turned AS (
    SELECT
        CASE WHEN identifier_kind = 'serial' THEN identifier ELSE unit END AS unit,
        CASE WHEN identifier_kind = 'serial' THEN unit ELSE identifier END AS identifier,
        CASE WHEN identifier_kind = 'serial' THEN 'other' ELSE identifier_kind END AS identifier_kind,
        stated_from, stated_to, grade, source
    FROM bindings
    WHERE unit <> identifier
),
serials AS (SELECT DISTINCT identifier FROM bindings WHERE identifier_kind = 'serial'),
-- two hops: certificate -> uuid -> serial
first_hop AS (
    SELECT identifier AS alias, min(unit) AS unit
    FROM turned
    WHERE identifier_kind NOT IN (SELECT kind FROM mounting_kinds) AND identifier NOT IN (SELECT identifier FROM serials)
    GROUP BY identifier
),
settled AS (
    SELECT DISTINCT
        turned.identifier,
        turned.identifier_kind,
        coalesce(second.unit, first.unit, turned.unit) AS unit,
        turned.stated_from, turned.stated_to, turned.grade, turned.source
    FROM turned
    LEFT JOIN first_hop AS first ON first.alias = turned.unit
    LEFT JOIN first_hop AS second ON second.alias = first.unit
),
merged AS (
    SELECT identifier, identifier_kind, unit, stated_from, max(stated_to) AS stated_to,
           max(grade) AS grade, min(source) AS source
    FROM settled
    WHERE identifier <> unit
    GROUP BY identifier, identifier_kind, unit, stated_from
),
-- repeated statements of one binding are one: keep the first of a run
runs AS (
    SELECT *,
        lag(unit) OVER (PARTITION BY identifier, identifier_kind ORDER BY stated_from NULLS FIRST, unit) AS unit_before,
        row_number() OVER (PARTITION BY identifier, identifier_kind ORDER BY stated_from NULLS FIRST, unit) AS place
    FROM merged
    WHERE identifier_kind NOT IN (SELECT kind FROM mounting_kinds)
),
starts AS (SELECT * FROM runs WHERE unit_before IS NULL OR unit_before <> unit),
dated AS (
    SELECT identifier, identifier_kind, unit,
        CASE WHEN place = 1 AND stated_to IS NULL THEN NULL ELSE stated_from END AS bound_from,
        coalesce(stated_to, lead(stated_from) OVER (PARTITION BY identifier, identifier_kind
                                                    ORDER BY stated_from NULLS FIRST, unit)) AS bound_to,
        grade, source
    FROM starts
),
-- a container's name for a unit: kept as stated
mounted AS (
    SELECT identifier, identifier_kind, unit, stated_from AS bound_from, stated_to AS bound_to, grade, source
    FROM merged
    WHERE identifier_kind IN (SELECT kind FROM mounting_kinds)
),
-- digits that lost their leading zeros in a spreadsheet: bound where exactly one longer form exists
shortened AS (
    SELECT short.spelling AS identifier, 'other' AS identifier_kind, min(long.spelling) AS unit,
           CAST(NULL AS TIMESTAMP) AS bound_from, CAST(NULL AS TIMESTAMP) AS bound_to, 'document' AS grade,
           min(short.source) AS source
    FROM numerals AS short
    JOIN numerals AS long ON long.stripped = short.stripped AND long.spelling <> short.spelling
    WHERE short.spelling = short.stripped
    GROUP BY short.spelling
    HAVING count(DISTINCT long.spelling) = 1
),
aliases AS (
    SELECT * FROM dated
    UNION ALL SELECT * FROM mounted
    UNION ALL SELECT * FROM shortened WHERE identifier NOT IN (SELECT identifier FROM dated)
),
selves AS (
    SELECT spelling AS identifier,
           CASE WHEN spelling IN (SELECT identifier FROM serials) THEN 'serial' ELSE 'as written' END AS identifier_kind,
           spelling AS unit, CAST(NULL AS TIMESTAMP) AS bound_from, CAST(NULL AS TIMESTAMP) AS bound_to,
           grade, source
    FROM spellings
    WHERE spelling NOT IN (SELECT identifier FROM aliases WHERE identifier_kind NOT IN (SELECT kind FROM mounting_kinds))
)
SELECT * FROM selves
UNION ALL
SELECT * FROM aliases
