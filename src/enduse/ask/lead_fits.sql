-- question: Which lots fit a lead, which are excluded, which cannot be judged?
-- number: 22
-- starred: yes
-- parameter: lead= lead by document; all if empty
SELECT lead, verdict, lot, units AS chips, db, because, next_check FROM fits
WHERE $lead = '' OR lead = $lead
ORDER BY lead, CASE verdict WHEN 'compatible' THEN 0 WHEN 'cannot_say' THEN 1 ELSE 2 END, db DESC, lot
