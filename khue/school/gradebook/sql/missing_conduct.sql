-- The rows of a conduct book that are not there yet, for the pupils who are about to get a value.
INSERT INTO gradebook_conduct (year_id, organisation_id, school_class_id, pupil_id, term, remark, shared)
SELECT %(year)s, %(organisation)s, %(school_class)s, w.pupil_id, %(term)s, '', false
FROM unnest(%(pupil)s::bigint[]) AS w (pupil_id)
WHERE NOT EXISTS (SELECT FROM gradebook_conduct m
                  WHERE m.school_class_id = %(school_class)s AND m.term = %(term)s AND m.pupil_id = w.pupil_id)
ON CONFLICT DO NOTHING
