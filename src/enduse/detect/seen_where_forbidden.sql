-- question: What was seen in a country that it could reach only with a licence, and no paper led there?
-- says: "Seen in {country} on {since} ({grade}); no shipment leads there, and the law of that day asked a licence for {part} ({rule})."
-- subject: unit
-- family: law
-- m: 0.50
-- u: 0.25
-- unfitted: m and u are given a sighting off the path, which the worlds do not lay on the booked
-- basis: argued. That it was seen off its path is weighed with the timeline; this adds only that the place is one closed to it, where half of those diverted are seen, and a quarter of the false sightings point.
-- typologies: [T06, T10, T14]
-- red_flags: [TRI-04, SG-01]
-- innocent:
--   - The country was taken from a network address, and the traffic leaves elsewhere.
--   - The paper of the move is missing.
--   - The serial number was misread or is used by another unit.
-- check: Locate the device by signed delay measurements from landmarks near both places.
SELECT CASE WHEN t.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       d.subject, d."on" AS since, CAST(NULL AS TIMESTAMP) AS until,
       d.source AS evidence, d.destination AS country, t.grade, d.part, d.rule
FROM determinations d
JOIN timeline t ON t.seq = d.transfer
WHERE d.basis = 'sighting' AND d.outcome = 'required'
ORDER BY subject, since;

SELECT 'sightings in a known country' AS need, COUNT(*) AS rows
FROM timeline WHERE country IS NOT NULL AND event NOT IN ('shipping', 'commissioning');
