-- The facts of every question of one stretch of law, one column a fact; `gaps` marks those that are empty.
WITH faced AS (
    SELECT
        law_questions.question,
        CASE WHEN law_questions.kind <> '' THEN law_questions.kind END AS kind,
        origins.governed AS origin,
        law_part_facts.tpp_min, law_part_facts.tpp_max,
        law_part_facts.performance_density_min, law_part_facts.performance_density_max,
        law_part_facts.memory_gb_s_min, law_part_facts.memory_gb_s_max,
        law_part_facts.interconnect_gb_s_min, law_part_facts.interconnect_gb_s_max,
        law_part_facts.hbm_density_min, law_part_facts.hbm_density_max,
        law_part_facts.is_hbm, law_part_facts.datacentre, law_part_facts.us_market,
        law_part_facts.part, law_part_facts.vendor, law_part_facts.assembly,
        law_place_facts.destination, law_place_facts.to_d1, law_place_facts.to_d4, law_place_facts.to_d5,
        law_place_facts.to_a5, law_place_facts.to_a6,
        law_recipient_facts.headquartered_in_macau_d5, law_recipient_facts.parented_in_macau_d5,
        law_recipient_facts.headquartered_in_us_a5_a6,
        law_recipient_facts.end_user_approved_uae,
        law_recipient_facts.approval_assumed AND law_place_facts.destination = 'AE' AS approval_assumed,
        law_recipient_facts.certifications, law_recipient_facts.end_user_listed, law_recipient_facts.listed_footnote,
        law_recipient_facts.owned_by_listed, law_recipient_facts.supercomputer_end_use,
        law_recipient_facts.military_end_use, law_recipient_facts.subject_to_ear, law_recipient_facts.addressee_ships,
        law_recipient_facts.location_verified, law_recipient_facts.conditions_shown
    FROM law_questions
    JOIN law_part_facts ON law_part_facts.part_id = law_questions.part_id
    JOIN law_recipient_facts
        ON law_recipient_facts.recipient = law_questions.recipient AND law_recipient_facts.epoch = law_questions.epoch
    LEFT JOIN law_place_facts
        ON law_place_facts.code = law_questions.destination_code AND law_place_facts.epoch = law_questions.epoch
    LEFT JOIN law_countries AS origins ON origins.written = law_questions.origin_code
    WHERE law_questions.epoch = $epoch AND law_questions.transfer = law_questions.question
)
SELECT faced.*,
    CASE WHEN approval_assumed THEN '1' ELSE '0' END
    || CASE WHEN end_user_approved_uae IS NULL THEN '1' ELSE '0' END
    || CASE WHEN owned_by_listed IS NULL THEN '1' ELSE '0' END
    || CASE WHEN tpp_min IS NULL THEN '1' ELSE '0' END
    || CASE WHEN tpp_max IS NULL THEN '1' ELSE '0' END
    || CASE WHEN performance_density_min IS NULL THEN '1' ELSE '0' END
    || CASE WHEN performance_density_max IS NULL THEN '1' ELSE '0' END
    || CASE WHEN memory_gb_s_max IS NULL THEN '1' ELSE '0' END
    || CASE WHEN interconnect_gb_s_max IS NULL THEN '1' ELSE '0' END
    || CASE WHEN datacentre IS NULL THEN '1' ELSE '0' END
    || CASE WHEN headquartered_in_macau_d5 IS NULL THEN '1' ELSE '0' END
    || CASE WHEN parented_in_macau_d5 IS NULL THEN '1' ELSE '0' END
    || CASE WHEN destination IS NULL THEN '1' ELSE '0' END
    || CASE WHEN kind IS NULL THEN '1' ELSE '0' END
    || CASE WHEN origin IS NULL THEN '1' ELSE '0' END AS gaps
FROM faced
