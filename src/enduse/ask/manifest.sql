-- question: Which files does the case rest on, with their hashes?
-- number: 39
-- starred: yes
SELECT leaf, file, kind, bytes, events, exhibit AS sha256, admitted FROM exhibits ORDER BY leaf, file
