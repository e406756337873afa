-- The rows of some books that are not there yet, for the pupils who are about to get a value.
INSERT INTO {table} (year, organisation_id, school_class_id, pupil_id, subject_id, term, expected)
SELECT %(year)s, w.organisation_id, w.school_class_id, w.pupil_id, w.subject_id, w.term, w.expected
FROM unnest(%(organisation)s::bigint[], %(school_class)s::bigint[], %(subject)s::bigint[], %(term)s::smallint[],
            %(expected)s::smallint[], %(pupil)s::bigint[])
     AS w (organisation_id, school_class_id, subject_id, term, expected, pupil_id)
WHERE NOT EXISTS (SELECT FROM {table} m
                  WHERE m.year = %(year)s AND m.school_class_id = w.school_class_id AND m.subject_id = w.subject_id
                    AND m.term = w.term AND m.pupil_id = w.pupil_id)
ON CONFLICT DO NOTHING
