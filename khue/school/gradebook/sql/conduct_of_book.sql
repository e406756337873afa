-- What stands in a conduct book, for all its pupils or for some.
SELECT m.pupil_id, m.rating, m.absences, m.remark
FROM gradebook_conduct m
WHERE m.school_class_id = %(school_class)s AND m.term = %(term)s
  AND (%(pupil)s::bigint[] IS NULL OR m.pupil_id = ANY (%(pupil)s))
