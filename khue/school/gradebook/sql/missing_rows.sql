-- The rows of a book that are not there yet, for the pupils who are about to get a value.
INSERT INTO {table} (year, organisation_id, school_class_id, pupil_id, subject_id, term, expected)
SELECT %(year)s, %(organisation)s, %(school_class)s, w.pupil_id, %(subject)s, %(term)s, %(expected)s
FROM unnest(%(pupil)s::bigint[]) AS w (pupil_id)
WHERE NOT EXISTS (SELECT FROM {table} m
                  WHERE m.year = %(year)s AND m.school_class_id = %(school_class)s AND m.subject_id = %(subject)s
                    AND m.term = %(term)s AND m.pupil_id = w.pupil_id)
ON CONFLICT DO NOTHING
