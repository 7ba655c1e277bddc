-- One row a shipment, or a sighting that only a shipment explains: the rule that decides, and what follows.
SELECT
    timeline.unit AS subject,
    law_outcomes.rule,
    timeline.happened AS "on",
    law_outcomes.verdict,
    law_outcomes.licence AS outcome,
    coalesce(law_part_names.part, timeline.part, 'a part not named')
        || ' to ' || CASE WHEN law_questions.destination_code <> '' THEN law_questions.destination_code
                          ELSE 'a country not named' END
        || ': ' || law_outcomes.because AS because,
    timeline.seq AS transfer,
    law_transfers.basis,
    law_part_names.part,
    timeline.quantity,
    nullif(law_questions.origin_code, '') AS origin,
    nullif(law_questions.destination_code, '') AS destination,
    nullif(law_questions.kind, '') AS kind,
    law_outcomes.classification,
    law_outcomes.policy,
    law_outcomes.exceptions,
    law_outcomes.missing,
    law_outcomes.cites,
    law_transfers.to_party,
    timeline.source,
    timeline.via
FROM timeline
JOIN law_transfers ON law_transfers.transfer = timeline.seq
JOIN law_questions ON law_questions.transfer = timeline.seq
JOIN law_verdicts ON law_verdicts.question = law_questions.question
JOIN law_outcomes ON law_outcomes.pattern = law_verdicts.pattern
LEFT JOIN law_part_names ON law_part_names.part_id = law_questions.part_id
