-- Learning results of a school year by school and term (3: the whole year): how many pupils at each of the four levels.
SELECT organisation_id, term,
       count(*) FILTER (WHERE learning = 1), count(*) FILTER (WHERE learning = 2),
       count(*) FILTER (WHERE learning = 3), count(*) FILTER (WHERE learning = 4)
FROM results
WHERE year = %(year)s AND term <= 3 AND learning IS NOT NULL
  AND (%(organisations)s::bigint[] IS NULL OR organisation_id = ANY (%(organisations)s))
GROUP BY organisation_id, term
