-- Several things told of one unit at one instant, counted off; where one thing was told there is nothing to count.
SELECT unit_no, happened, content, via, place FROM (
    SELECT stated.unit_no, stated.happened, stated.content, stated.via,
        row_number() OVER (PARTITION BY stated.unit_no, stated.happened ORDER BY stated.content, stated.via) AS place,
        count(*) OVER (PARTITION BY stated.unit_no, stated.happened) AS together
    FROM stated
    JOIN shared_instants AS shared ON shared.unit_no = stated.unit_no AND shared.happened = stated.happened
) AS numbered
WHERE together > 1
