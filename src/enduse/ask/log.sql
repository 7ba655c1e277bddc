-- question: What does the evidence log say, so that nobody can alter a file unseen?
-- number: 40
-- starred: yes
SELECT leaf, kind, entry, hash, "at" FROM log_leaves ORDER BY leaf
