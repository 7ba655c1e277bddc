-- question: Which sites lost a block of machines at once?
-- says: "{chips} of {reported} chips that reported from {place} fell silent in the fortnight from {since}; {reporting} still report."
-- subject: site
-- family: silence
-- m: 0.30
-- u: 0.01
-- unfitted: its rows carry m and u of their own
-- basis: >
--   argued. Machines that are carried out stop together; so do machines behind a collector that is
--   broken. Where neighbours in the same hall still report, the collector is not the reason.
-- typologies: [T05, T19]
-- red_flags: [DER-03]
-- innocent:
--   - A rack row was re-cabled or the agent on it was switched off.
--   - The machines moved together to another hall without paper.
--   - A customer took them off the network for its own workload.
-- check: Ask for the power readings of the rack row, then read a sample of serial numbers on the spot.
-- parameters:
--   least_chips: [16, "chips that must fall silent within a fortnight: two servers"]
--   least_share: [0.1, "share of the chips that used to report"]
SELECT w.site AS subject, w.since, CAST(NULL AS TIMESTAMP) AS until, w.source AS evidence,
       w.chips, w.reported, w.reporting, COALESCE(f.name, w.site) AS place,
       CASE WHEN w.reporting = 0 THEN 0.40 ELSE 0.30 END AS m,
       CASE WHEN w.reporting = 0 THEN 0.10 ELSE 0.01 END AS u
FROM waves w
LEFT JOIN site_facts f ON f.site = w.site
WHERE w.chips >= $least_chips AND w.chips >= $least_share * w.reported;

SELECT 'units with at least three readings' AS need, COUNT(*) AS rows FROM sighted WHERE reads >= 3;
