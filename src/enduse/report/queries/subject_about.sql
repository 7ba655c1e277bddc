-- What the registers say of the subject, in words.
SELECT 'unit' AS kind, unit AS subject, CONCAT_WS(' · ', unit_kind, part, 'lot ' || lot, CAST(chips AS VARCHAR) || ' GPU(s)') AS says,
       CAST(NULL AS VARCHAR) AS source
FROM units WHERE $kind IN ('unit', 'lot') AND unit = $subject
UNION ALL
SELECT 'lot', lot, CONCAT_WS(' · ', CAST(COUNT(*) AS VARCHAR) || ' units', CAST(CAST(SUM(chips) AS BIGINT) AS VARCHAR) || ' GPU(s)', MIN(part)), NULL
FROM units WHERE $kind = 'lot' AND lot = $subject AND unit <> $subject GROUP BY lot
UNION ALL
SELECT 'site', site, CONCAT_WS(' · ', name, kind, country, 'operator ' || operator, CAST(power_kw AS VARCHAR) || ' kW', 'PUE ' || CAST(pue AS VARCHAR)), source
FROM sites WHERE $kind = 'site' AND site = $subject
UNION ALL
SELECT 'party', party, CONCAT_WS(' · ', name, country, business, 'formed ' || CAST(CAST(incorporated AS DATE) AS VARCHAR), address, 'headquarters ' || headquarters), source
FROM parties WHERE $kind = 'party' AND party = $subject
ORDER BY says
