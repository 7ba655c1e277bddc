-- How many of each lot are missing, for whatever reason: beta-binomial over its count, updated by what was looked for.
-- The doubtful part (on the way, or missing from a count) shares one fate: its chance is that of the lot's own legs.
-- Of the rest, X missing is beta-binomial with the rate of its custodian as mean; of a sample drawn without putting back
-- (hypergeometric), `seen` were there and `gone` were not, which turns Beta(a, b) into Beta(a + gone, b + seen): exact,
-- for the beta-binomial is closed under drawing without replacement. A look of sensitivity s counts s of a look.
WITH judged AS (
    SELECT counts.*, hazards.odds_lost, hazards.odds_error,
        hazards.odds_diverted * power(10.0, (world_db + place_record_db + party_record_db + shared_db) / 10.0) AS odds,
        least(0.5, $prior * power(10.0, (world_db + place_record_db + party_record_db) / 10.0)) AS rate
    FROM lot_counts AS counts
    JOIN hazards ON hazards.unit = counts.unit
),
chances AS (
    SELECT judged.*, 1.0 - 1.0 / (1.0 + odds + odds_lost + odds_error) AS own,
        CASE WHEN doubtful > 0 THEN rate ELSE 1.0 - 1.0 / (1.0 + odds + odds_lost + odds_error) END AS mean_before
    FROM judged
),
beta AS (
    SELECT chances.*,
        $concentration * mean_before + gone AS alpha,
        $concentration * (1.0 - mean_before) + sensitivity * least(seen, standing) AS beta
    FROM chances
)
SELECT unit AS lot, CAST(held AS BIGINT) AS held, CAST(on_the_way AS BIGINT) AS on_the_way, CAST(doubtful AS BIGINT) AS doubtful, CAST(standing AS BIGINT) AS standing,
    CAST(seen AS BIGINT) AS seen, CAST(gone AS BIGINT) AS gone, sensitivity, own, alpha, beta,
    odds / (odds + odds_lost + odds_error) AS share_diverted,
    doubtful * own AS missing_doubtful,
    -- found gone; never looked at; looked at, but by a look that a dummy can pass
    gone + alpha / (alpha + beta)
        * (greatest(0, standing - seen - gone) + (1.0 - sensitivity) * least(seen, standing)) AS missing_standing
FROM beta
ORDER BY unit
