-- The rows behind references, as they stand in the evidence.
SELECT e.source, CONCAT_WS(' · ', e.event, CAST(CAST(e.happened AS DATE) AS VARCHAR), e.unit, e.part,
                           CASE WHEN e.quantity > 1 THEN 'quantity ' || CAST(e.quantity AS VARCHAR) END,
                           e.site, CASE WHEN e.to_site IS NOT NULL THEN 'to ' || e.to_site END,
                           e.from_party, CASE WHEN e.to_party IS NOT NULL THEN 'to ' || e.to_party END,
                           'grade ' || e.grade, e.document, e.note) AS row_text
FROM events e
JOIN cited c ON c.source = e.source
UNION ALL
SELECT s.source, CONCAT_WS(' · ', 'site ' || s.site, s.name, s.kind, s.country, 'operator ' || s.operator,
                           CAST(s.power_kw AS VARCHAR) || ' kW', 'PUE ' || CAST(s.pue AS VARCHAR)) AS row_text
FROM sites s
JOIN cited c ON c.source = s.source
UNION ALL
SELECT p.source, CONCAT_WS(' · ', 'party ' || p.party, p.name, p.country, p.business,
                           'formed ' || CAST(CAST(p.incorporated AS DATE) AS VARCHAR), p.address) AS row_text
FROM parties p
JOIN cited c ON c.source = p.source
UNION ALL
SELECT o.source, CONCAT_WS(' · ', o.owner || ' owns of ' || o.owned, CAST(o.share_min AS VARCHAR) || ' to ' || CAST(o.share_max AS VARCHAR)) AS row_text
FROM ownership o
JOIN cited c ON c.source = o.source
UNION ALL
SELECT l.source, CONCAT_WS(' · ', 'licence ' || l.licence, l.part, CAST(l.quantity AS VARCHAR), l.end_user, l.country, l.conditions) AS row_text
FROM licences l
JOIN cited c ON c.source = l.source
