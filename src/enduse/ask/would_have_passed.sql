-- question: With what probability would a site with 3 % removed have passed the check that was made?
-- number: 33
SELECT site, day, document, population, label + read + attested AS looked_at, passes_if_short FROM verified
ORDER BY passes_if_short DESC, site, day
