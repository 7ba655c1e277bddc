-- Papers that state a gross weight in their note, with the weight of one package.
WITH stated AS (
    SELECT unit, unit_kind, event, happened, site, document, source, seq,
           CAST(NULLIF(REGEXP_EXTRACT(note, '([0-9]+) kg', 1), '') AS DOUBLE) AS gross_kg,
           CAST(NULLIF(REGEXP_EXTRACT(note, '([0-9]+) (crates|cartons|pallets|packages|boxes)', 1), '') AS DOUBLE) AS packages
    FROM timeline
    WHERE via IS NULL AND note IS NOT NULL AND event IN ('shipping', 'receiving', 'returning')
)
SELECT unit, unit_kind, event, happened, site, document, source, seq, gross_kg, packages, gross_kg / packages AS package_kg
FROM stated
WHERE gross_kg > 0 AND packages > 0
