-- Learning results of a school year by school and term (3: the whole year): how many pupils at each of the four levels.
SELECT r.organisation_id, r.term,
       count(*) FILTER (WHERE r.learning = 1), count(*) FILTER (WHERE r.learning = 2),
       count(*) FILTER (WHERE r.learning = 3), count(*) FILTER (WHERE r.learning = 4)
FROM classes_schoolclass c
JOIN results r ON r.year = %(year)s AND r.school_class_id = c.id
WHERE c.year_id = %(year)s AND r.term <= 3 AND r.learning IS NOT NULL
  AND (%(organisations)s::bigint[] IS NULL OR c.organisation_id = ANY (%(organisations)s::bigint[]))
GROUP BY r.organisation_id, r.term
