-- Sites on the book, and how many of them have a physical inventory over which balances are closed.
SELECT count(*) AS sites, count(closed.site) AS balanced,
    CAST(coalesce(sum(CASE WHEN closed.site IS NULL THEN held.book END), 0) AS BIGINT) AS unbalanced_chips
FROM (SELECT site, sum(book) AS book FROM accounts
      WHERE period_to > $as_of AND site IS NOT NULL AND book > 0 GROUP BY site) AS held
LEFT JOIN (SELECT DISTINCT site FROM series) AS closed ON closed.site = held.site
