-- The seats of those who hold half or more of a party, or stand at the top of its chain.
WITH owners AS (
    SELECT party, controller AS owner FROM control WHERE share_min >= 0.5
    UNION
    SELECT party, ultimate_parent AS owner FROM control WHERE ultimate_parent IS NOT NULL
)
SELECT DISTINCT owners.party, parties.headquarters
FROM owners
JOIN parties ON parties.party = owners.owner
WHERE parties.headquarters IS NOT NULL
ORDER BY owners.party, parties.headquarters
