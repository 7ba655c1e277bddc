-- Every shipment of the timeline as a transfer, in what the law looks at.
SELECT
    seq AS transfer, CAST(happened AS DATE) AS day, part AS written_part,
    country AS written_origin, to_country AS written_destination, to_party
FROM timeline
WHERE event = 'shipping'
