-- What stands in a book of marks or comments, for all its pupils or for some.
SELECT m.pupil_id, m.regular, m.midterm, m.final, m.remark, m.{average}
FROM {table} m
WHERE m.year = %(year)s AND m.school_class_id = %(school_class)s AND m.subject_id = %(subject)s AND m.term = %(term)s
  AND (%(pupil)s::bigint[] IS NULL OR m.pupil_id = ANY (%(pupil)s))
