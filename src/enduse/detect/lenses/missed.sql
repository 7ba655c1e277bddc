-- What was looked for and not found: few rows, kept so that the engine goes once through the sightings to compare them.
SELECT unit, unit_kind, site, happened, source, quantity, seq FROM timeline WHERE event = 'missing'
