-- question: How has the status of a claim changed, and who changed it?
-- number: 27
-- parameter: lead= lead by document; all if empty
SELECT lead, proposition, changed, status, who, why, observation FROM statuses
WHERE $lead = '' OR lead = $lead
ORDER BY lead, proposition, changed, status
