-- The kinds of books there are: grade, lesson periods a year, way of assessment. The law says how many marks each asks.
SELECT DISTINCT (SELECT min(g) FROM unnest(c.grades) g), cs.periods, s.assessed
FROM classes_schoolclass c
JOIN classes_classsubject cs ON cs.school_class_id = c.id
JOIN curriculum_subject s ON s.id = cs.subject_id
WHERE c.year_id = %(year)s AND c.closed_on IS NULL AND c.stage = ANY (%(stages)s)
  AND (%(organisations)s::bigint[] IS NULL OR c.organisation_id = ANY (%(organisations)s))
  AND (%(classes)s::bigint[] IS NULL OR c.id = ANY (%(classes)s))
