-- What stands in some rows of some books.
SELECT m.school_class_id, m.subject_id, m.term, m.pupil_id, m.regular, m.midterm, m.final, m.remark, m.{average}
FROM unnest(%(school_class)s::bigint[], %(subject)s::bigint[], %(term)s::smallint[], %(pupil)s::bigint[])
     AS w (school_class_id, subject_id, term, pupil_id)
JOIN {table} m ON m.year = %(year)s AND m.school_class_id = w.school_class_id AND m.subject_id = w.subject_id
    AND m.term = w.term AND m.pupil_id = w.pupil_id
