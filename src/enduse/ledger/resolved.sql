-- Repeats of one statement collapsed: a serialised unit told of in two papers happened once; two papers on one lot are
-- two portions.
SELECT told.*
FROM told
LEFT JOIN repeated ON repeated.unit_no = told.unit_no AND repeated.happened = told.happened
                  AND repeated.content = told.content
WHERE repeated.unit_no IS NULL
UNION ALL
SELECT told.event, told.happened, told.happened_to, told.unit, told.unit_no, told.unit_kind, max(told.part) AS part,
       told.quantity, told.site, told.to_site, told.from_party, told.to_party, told.parent, told.grade,
       min(told.document) AS document, min(told.source) AS source, min(told.note) AS note, told.content
FROM told
JOIN repeated ON repeated.unit_no = told.unit_no AND repeated.happened = told.happened
             AND repeated.content = told.content
GROUP BY told.event, told.happened, told.happened_to, told.unit, told.unit_no, told.unit_kind, told.quantity, told.site,
         told.to_site, told.from_party, told.to_party, told.parent, told.grade, told.content
