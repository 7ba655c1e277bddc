-- question: What changed its chassis without a repair record?
-- says: "In {chassis_before} until {since}, then in {chassis_after}; no removal, repair or return is on file."
-- subject: unit
-- family: identity
-- m: 0.10
-- u: 0.01
-- unfitted: the worlds never show it
-- basis: >
--   argued. Technicians swap parts without tickets; a chip that leaves its chassis for another is
--   also how a server is passed off as complete.
-- typologies: [T05, T16]
-- red_flags: [KYC-23]
-- innocent:
--   - A technician swapped boards during maintenance and wrote no ticket.
--   - The inventory names a slot or a rack, not the chassis.
-- check: Ask for the maintenance log of both chassis and read the serial numbers in both.
WITH stays AS (
    SELECT unit, parent, inside_from, inside_to, source,
           LAG(parent) OVER told AS parent_before, LAG(inside_from) OVER told AS from_before,
           LAG(source) OVER told AS source_before
    FROM containment
    WINDOW told AS (PARTITION BY unit ORDER BY inside_from)
)
SELECT s.unit AS subject, s.inside_from AS since, CAST(NULL AS TIMESTAMP) AS until,
       CONCAT_WS('|', s.source_before, s.source) AS evidence, s.parent_before AS chassis_before, s.parent AS chassis_after
FROM stays s
WHERE s.parent <> s.parent_before
  AND NOT EXISTS (
      SELECT 1 FROM timeline t
      WHERE t.unit = s.unit AND t.event IN ('removing', 'repairing', 'returning')
        AND t.happened >= s.from_before AND t.happened <= s.inside_from
  );

SELECT 'units that are in a chassis' AS need, COUNT(*) AS rows FROM containment;
