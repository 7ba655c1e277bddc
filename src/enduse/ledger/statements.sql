-- Events and proven sightings as they were written, in the words that the ledger compares.
SELECT event, happened, happened_to, trim(unit) AS spelling, unit_kind, part, quantity, site, to_site, from_party,
       to_party, trim(parent) AS parent, grade, document, source, note,
       coalesce(recorded, loaded) AS recorded_at, coalesce(document, '') AS paper
FROM (SELECT * FROM events UNION ALL SELECT * FROM proven) AS events_and_proofs
