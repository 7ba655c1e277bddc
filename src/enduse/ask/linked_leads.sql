-- question: Which tips concern the same lot, site or broker?
-- number: 28
SELECT shared_kind, shared, lead, other FROM lead_links ORDER BY shared_kind, shared, lead, other
