-- Every shipment, and every sighting in a country that no shipment led to, in what the law looks at.
-- Where no paper names a recipient, it is the operator of the place.
WITH named_parties AS (
    SELECT lower(trim(party)) AS written, min(party) AS party FROM parties GROUP BY lower(trim(party))
    UNION
    SELECT lower(trim(name)) AS written, min(party) AS party FROM parties
    WHERE name IS NOT NULL AND lower(trim(name)) NOT IN (SELECT lower(trim(party)) FROM parties)
    GROUP BY lower(trim(name))
),
operators AS (
    SELECT run.site, coalesce(named_parties.party, run.operator) AS operator
    FROM (SELECT site, max(operator) AS operator FROM sites GROUP BY site) AS run
    LEFT JOIN named_parties ON named_parties.written = lower(trim(run.operator))
),
steps AS (
    SELECT seq, unit, event, country,
           CASE WHEN event = 'shipping' THEN coalesce(to_country, country) ELSE country END AS led_to
    FROM timeline
    WHERE country IS NOT NULL
),
-- a unit that was in one country, or led to it from elsewhere, surprises nobody: only the others are put in order
wanderers AS (
    SELECT unit FROM steps GROUP BY unit HAVING min(led_to) <> max(led_to)
),
followed AS (
    SELECT seq, event, country,
           lag(country) OVER (PARTITION BY unit ORDER BY seq) AS country_before,
           lag(led_to) OVER (PARTITION BY unit ORDER BY seq) AS led_before
    FROM steps
    WHERE unit IN (SELECT unit FROM wanderers)
),
stated AS (
    SELECT seq, happened, part, country AS origin, to_country AS destination, to_party, to_site AS place,
           'shipment' AS basis
    FROM timeline
    WHERE event = 'shipping'
    UNION ALL
    SELECT followed.seq, timeline.happened, timeline.part, followed.country_before AS origin,
           followed.country AS destination, timeline.to_party, timeline.site AS place, 'sighting' AS basis
    FROM followed
    JOIN timeline ON timeline.seq = followed.seq
    WHERE followed.event NOT IN ('shipping', 'missing', 'correcting', 'commissioning')
      AND followed.country <> followed.country_before AND followed.country <> followed.led_before
)
SELECT
    stated.seq AS transfer, CAST(stated.happened AS DATE) AS day, stated.part AS written_part,
    stated.origin AS written_origin, stated.destination AS written_destination,
    coalesce(stated.to_party, operators.operator) AS to_party, stated.basis
FROM stated
LEFT JOIN operators ON operators.site = stated.place
