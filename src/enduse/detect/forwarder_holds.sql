-- question: Where do the papers end with a forwarder instead of an end user?
-- says: "With {holder}, a forwarder by trade, since {since}; nothing has left it for {days} days."
-- subject: unit
-- family: party
-- m: 0.30
-- u: 0.02
-- unfitted: the worlds show it with diversion alone, so that they do not tell how rare it is among the booked
-- basis: argued. A forwarder as final holder is a published red flag and stands in one charged case (T12).
-- typologies: [T06, T12]
-- red_flags: [KYC-09, BIS25-07, DER-08]
-- innocent:
--   - The onward paper has not reached us.
--   - The forwarder also runs a bonded store and holds the goods for the end user.
-- check: Ask the forwarder for the delivery note and the name of the receiver.
-- parameters:
--   days_held: [30, "days after which a forwarder no longer only forwards"]
SELECT CASE WHEN u.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END AS subject_kind,
       h.unit AS subject, MIN(h.held_from) AS since, CAST(NULL AS TIMESTAMP) AS until, MIN(h.source) AS evidence,
       MIN(COALESCE(p.name, h.party)) AS holder, DATEDIFF('day', MIN(h.held_from), $as_of) AS days
FROM holdings h
JOIN units u ON u.unit = h.unit
JOIN party_facts p ON p.party = h.party
WHERE h.held_to IS NULL AND h.state <> 'ended'
  AND (p.business LIKE '%forward%' OR p.business LIKE '%freight%' OR p.business LIKE '%logistic%'
       OR p.business LIKE '%customs broker%' OR p.business LIKE '%shipping agen%')
  AND DATEDIFF('day', h.held_from, $as_of) > $days_held
GROUP BY CASE WHEN u.unit_kind = 'lot' THEN 'lot' ELSE 'unit' END, h.unit;

SELECT 'parties whose line of business is known' AS need, COUNT(*) AS rows FROM party_facts WHERE business IS NOT NULL;
