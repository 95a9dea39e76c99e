-- Hashes that more than one valid row has. Nearly no row is among them, so that only these are compared as a whole.
CREATE TEMP TABLE repeated AS
SELECT row_hash FROM checked WHERE broken = 0 GROUP BY row_hash HAVING count(*) > 1
