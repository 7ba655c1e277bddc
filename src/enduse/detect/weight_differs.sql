-- question: Whose papers state different weights for the same goods?
-- says: "{kg_before} kg a package on {paper_before}, {kg} kg on {paper} of {since}."
-- subject: unit
-- family: paper
-- m: 0.20
-- u: 0.02
-- unfitted: the worlds never show it
-- basis: argued. Repacking changes weights by a few per cent; a package that loses a third of its weight holds other goods.
-- typologies: [T07, T15, T17]
-- red_flags: [KYC-11]
-- innocent:
--   - One paper states net and the other gross weight.
--   - The goods were repacked.
--   - A clerical error.
-- check: Ask the carrier for the weight that it measured and billed.
-- parameters:
--   tolerance: [0.1, "share by which two weights may differ"]
WITH pairs AS (
    SELECT unit, unit_kind, happened, source, document, package_kg,
           LAG(package_kg) OVER told AS kg_before, LAG(document) OVER told AS paper_before,
           LAG(source) OVER told AS source_before
    FROM paper_weights
    WINDOW told AS (PARTITION BY unit ORDER BY seq)
)
SELECT CASE WHEN unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       unit AS subject, happened AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', source_before, source) AS evidence,
       CAST(ROUND(kg_before) AS BIGINT) AS kg_before, paper_before, CAST(ROUND(package_kg) AS BIGINT) AS kg, document AS paper
FROM pairs
WHERE ABS(package_kg - kg_before) > $tolerance * GREATEST(package_kg, kg_before);

SELECT 'papers that state a weight and a number of packages' AS need, COUNT(*) AS rows FROM paper_weights;
