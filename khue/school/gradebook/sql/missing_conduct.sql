-- The rows of some conduct books that are not there yet, for the pupils who are about to get a value.
INSERT INTO gradebook_conduct (year_id, organisation_id, school_class_id, pupil_id, term, remark, shared)
SELECT %(year)s, w.organisation_id, w.school_class_id, w.pupil_id, w.term, '', false
FROM unnest(%(organisation)s::bigint[], %(school_class)s::bigint[], %(term)s::smallint[], %(pupil)s::bigint[])
     AS w (organisation_id, school_class_id, term, pupil_id)
WHERE NOT EXISTS (SELECT FROM gradebook_conduct m
                  WHERE m.school_class_id = w.school_class_id AND m.term = w.term AND m.pupil_id = w.pupil_id)
ON CONFLICT DO NOTHING
