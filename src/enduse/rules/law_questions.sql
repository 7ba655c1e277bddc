-- Transfers that the law cannot tell apart are one question, asked of the least of them.
WITH stated AS (
    SELECT
        law_transfers.transfer, law_days.epoch, coalesce(law_parts.part_id, 0) AS part_id,
        coalesce(origins.code, '') AS origin_code, coalesce(destinations.code, '') AS destination_code,
        coalesce(law_recipients.recipient, 0) AS recipient,
        CASE
            WHEN origins.governed = destinations.governed THEN 'transfer'
            WHEN origins.governed = 'US' THEN 'export'
            WHEN origins.governed IS NOT NULL THEN 'reexport'
            ELSE ''
        END AS kind
    FROM law_transfers
    JOIN law_days ON law_days.day = law_transfers.day
    LEFT JOIN law_parts ON law_parts.written_part = law_transfers.written_part
    LEFT JOIN law_countries AS origins ON origins.written = law_transfers.written_origin
    LEFT JOIN law_countries AS destinations ON destinations.written = law_transfers.written_destination
    LEFT JOIN law_recipients ON law_recipients.party = law_transfers.to_party
)
SELECT
    transfer, epoch, part_id, origin_code, destination_code, recipient, kind,
    min(transfer) OVER (PARTITION BY epoch, part_id, origin_code, destination_code, recipient, kind) AS question
FROM stated
