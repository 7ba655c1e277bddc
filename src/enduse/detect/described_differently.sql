-- question: What is called by different part names on different papers?
-- says: "Called {part_before} on {paper_before}, and {part} on {paper} of {since}."
-- subject: unit
-- family: paper
-- m: 0.15
-- u: 0.01
-- unfitted: the worlds never show it
-- basis: argued. A change of name between two papers hides a licence requirement (T07) or a new label (T03); clerks also abbreviate.
-- typologies: [T03, T07]
-- red_flags: [KYC-11, SG-01]
-- innocent:
--   - Two names of one product, or a server named once by its chips and once by its model.
--   - A clerical error.
-- check: Read the part number from the device.
WITH renamed AS (
    SELECT unit FROM timeline WHERE via IS NULL AND part IS NOT NULL GROUP BY unit HAVING MIN(part) <> MAX(part)
),
named AS (
    SELECT unit, unit_kind, part, happened, document, source, seq,
           LAG(part) OVER told AS part_before, LAG(document) OVER told AS paper_before, LAG(source) OVER told AS source_before
    FROM timeline
    WHERE via IS NULL AND part IS NOT NULL AND unit IN (SELECT unit FROM renamed)
    WINDOW told AS (PARTITION BY unit ORDER BY seq)
),
changes AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY unit ORDER BY seq) AS place FROM named WHERE part <> part_before
)
SELECT CASE WHEN unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       unit AS subject, happened AS since, CAST(NULL AS TIMESTAMP) AS until, CONCAT_WS('|', source_before, source) AS evidence,
       part_before, paper_before, part, document AS paper
FROM changes
WHERE place = 1;

SELECT 'papers that name a part' AS need, COUNT(*) AS rows FROM timeline WHERE via IS NULL AND part IS NOT NULL;
