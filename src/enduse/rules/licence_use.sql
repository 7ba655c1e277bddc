-- Every shipment that needed a licence or draws on one, against the licences on file, in the order of shipment.
WITH named_parties AS (
    SELECT lower(trim(party)) AS written, min(party) AS party FROM parties GROUP BY lower(trim(party))
    UNION
    SELECT lower(trim(name)) AS written, min(party) AS party FROM parties
    WHERE name IS NOT NULL AND lower(trim(name)) NOT IN (SELECT lower(trim(party)) FROM parties)
    GROUP BY lower(trim(name))
),
named_sites AS (
    SELECT lower(trim(site)) AS written, min(site) AS site FROM sites GROUP BY lower(trim(site))
    UNION
    SELECT lower(trim(name)) AS written, min(site) AS site FROM sites
    WHERE name IS NOT NULL AND lower(trim(name)) NOT IN (SELECT lower(trim(site)) FROM sites)
    GROUP BY lower(trim(name))
),
on_file AS (
    SELECT
        licences.licence, licences.part AS written_part, licences.quantity, licences.conditions, licences.source,
        law_licence_countries.code AS country, licences.valid_from, licences.valid_to,
        coalesce(exporters.party, licences.exporter) AS exporter,
        coalesce(consignees.party, licences.consignee) AS consignee,
        coalesce(end_users.party, licences.end_user) AS end_user,
        coalesce(places.site, licences.site) AS site,
        row_number() OVER (PARTITION BY licences.licence, licences.part ORDER BY licences.sequence DESC) AS latest
    FROM licences
    LEFT JOIN named_parties AS exporters ON exporters.written = lower(trim(licences.exporter))
    LEFT JOIN named_parties AS consignees ON consignees.written = lower(trim(licences.consignee))
    LEFT JOIN named_parties AS end_users ON end_users.written = lower(trim(licences.end_user))
    LEFT JOIN named_sites AS places ON places.written = lower(trim(licences.site))
    LEFT JOIN law_licence_countries ON law_licence_countries.written = licences.country
),
needing AS (
    SELECT determinations.transfer, determinations.subject, determinations."on", determinations.part,
           determinations.quantity, determinations.destination, determinations.to_party, determinations.source,
           determinations.outcome AS needed, timeline.to_site, timeline.from_party, operators.operator
    FROM determinations
    JOIN timeline ON timeline.seq = determinations.transfer
    LEFT JOIN (SELECT site, max(operator) AS operator FROM sites GROUP BY site) AS operators
        ON operators.site = timeline.to_site
    WHERE determinations.basis = 'shipment' AND determinations.via IS NULL
),
paired AS (
    SELECT
        needing.*, on_file.licence, on_file.quantity AS licensed, on_file.conditions, on_file.site AS licensed_site,
        on_file.country AS licensed_country, on_file.source AS licence_source,
        needing.quantity * law_licence_parts.factor AS units,
        CASE WHEN needing."on" < on_file.valid_from OR needing."on" >= on_file.valid_to THEN 1 ELSE 0 END AS late,
        CASE WHEN on_file.country <> needing.destination THEN 1 ELSE 0 END AS elsewhere,
        CASE WHEN on_file.site <> needing.to_site THEN 1 ELSE 0 END AS other_site,
        CASE WHEN on_file.exporter <> needing.from_party THEN 1 ELSE 0 END AS other_exporter,
        on_file.valid_from
    FROM needing
    JOIN law_licence_parts ON law_licence_parts.part = coalesce(needing.part, '')
    JOIN on_file
        ON on_file.written_part = law_licence_parts.written_part AND on_file.latest = 1
       AND (needing.to_party = on_file.consignee OR needing.to_party = on_file.end_user
            OR needing.operator = on_file.consignee OR needing.operator = on_file.end_user
            OR needing.to_site = on_file.site)
),
ranked AS (
    SELECT paired.*,
           row_number() OVER (
               PARTITION BY transfer
               ORDER BY late + elsewhere + other_site + other_exporter, elsewhere, late, valid_from, licence
           ) AS place
    FROM paired
),
-- a unit draws on a licence once, however many legs its journey has
fitting AS (
    SELECT ranked.*,
           row_number() OVER (
               PARTITION BY licence, subject, late + elsewhere + other_site + other_exporter ORDER BY "on", transfer
           ) AS leg
    FROM ranked
    WHERE place = 1
),
drawn AS (
    SELECT fitting.*,
           sum(CASE WHEN late + elsewhere + other_site + other_exporter = 0 AND leg = 1 THEN units ELSE 0 END)
               OVER (PARTITION BY licence ORDER BY "on", transfer ROWS UNBOUNDED PRECEDING) AS drawn
    FROM fitting
)
SELECT
    needing.transfer, needing.subject, needing."on", needing.part, needing.needed,
    coalesce(drawn.units, needing.quantity) AS quantity,
    drawn.licence,
    CASE
        WHEN drawn.licence IS NULL THEN 'none'
        WHEN drawn.elsewhere = 1 THEN 'other_country'
        WHEN drawn.late = 1 THEN 'outside_validity'
        WHEN drawn.other_site = 1 THEN 'other_site'
        WHEN drawn.other_exporter = 1 THEN 'other_exporter'
        WHEN drawn.drawn > drawn.licensed AND drawn.leg = 1 THEN 'overdrawn'
        ELSE 'covered'
    END AS outcome,
    drawn.licensed,
    CAST(drawn.drawn AS BIGINT) AS drawn,
    drawn.licensed_site AS site,
    drawn.licensed_country AS country,
    needing.to_party AS consignee,
    drawn.conditions,
    drawn.licence_source,
    needing.source
FROM needing
LEFT JOIN drawn ON drawn.transfer = needing.transfer
WHERE needing.needed = 'required'
   OR (drawn.late = 0 AND drawn.elsewhere = 0 AND drawn.other_site = 0 AND drawn.other_exporter = 0)
