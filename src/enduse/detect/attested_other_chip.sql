-- question: Which units attest to be another chip than the one on the book?
-- says: "Booked as {part}; its certificate names a {chip} ({name})."
-- subject: unit
-- family: machine
-- m: 0.40
-- u: 0.01
-- unfitted: the worlds never show it
-- basis: >
--   argued. The certificate is burnt in by the maker; the name on the book is typed by people. A part relabelled
--   or exchanged (T03, T16) shows so; clerks confuse generations of chips rarely.
-- typologies: [T03, T04, T16]
-- red_flags: [DER-01]
-- innocent:
--   - The catalogue name on the paper is wrong.
--   - The binding of certificate and serial number was written against the wrong machine.
-- check: Read serial number and certificate identity from the same machine, in one session, with a fresh nonce.
WITH attested AS (
    SELECT d.exhibit, d.unit AS name, d.chip, COALESCE(i.unit, d.unit) AS unit, d."at"
    FROM attested_devices d
    LEFT JOIN identities i ON i.identifier = d.unit AND i.bound_to IS NULL
    WHERE d.verdict = 'valid' AND d.chip IS NOT NULL
),
booked AS (
    SELECT a.*, u.part, u.first_seen,
           CASE
               WHEN u.part LIKE 'GH200%' OR u.part LIKE 'H1%' OR u.part LIKE 'H2%' OR u.part LIKE 'H8%' THEN 'GH'
               WHEN u.part LIKE 'GB%' OR u.part LIKE 'B1%' OR u.part LIKE 'B2%' OR u.part LIKE 'B3%' THEN 'GB'
               WHEN u.part LIKE 'A1%' OR u.part LIKE 'A8%' OR u.part LIKE 'A30%' OR u.part LIKE 'A40%' THEN 'GA'
               WHEN u.part LIKE 'L4%' OR u.part LIKE 'L2%' OR u.part LIKE 'RTX%' THEN 'AD'
           END AS family
    FROM attested a
    JOIN units u ON u.unit = a.unit AND u.unit_kind = 'gpu'
)
SELECT unit AS subject, DATE_TRUNC('second', COALESCE(MIN("at"), MIN(first_seen))) AS since, CAST(NULL AS TIMESTAMP) AS until,
       MIN(exhibit) AS evidence, MIN(part) AS part, MIN(chip) AS chip, MIN(name) AS name
FROM booked
WHERE family IS NOT NULL AND SUBSTR(chip, 1, 2) <> family
GROUP BY unit;

SELECT 'attested devices bound to a booked unit' AS need, COUNT(*) AS rows
FROM attested_devices d JOIN identities i ON i.identifier = d.unit WHERE d.verdict = 'valid' AND i.unit <> d.unit;
