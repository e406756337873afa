-- The kinds of books there are: grade, subject, lesson periods a year, way of assessment; the law says how many marks each
-- asks. And their classes, unless it is everybody's.
SELECT c.grade, cs.subject_id, cs.periods, s.assessed,
       coalesce(array_agg(c.id) FILTER (WHERE NOT %(everything)s::boolean), '{}') AS classes
FROM (SELECT id, (SELECT min(g) FROM unnest(grades) g) AS grade FROM classes_schoolclass
      WHERE year_id = %(year)s AND closed_on IS NULL AND stage = ANY (%(stages)s)
        AND (%(organisations)s::bigint[] IS NULL OR organisation_id = ANY (%(organisations)s::bigint[]))
        AND (%(classes)s::bigint[] IS NULL OR id = ANY (%(classes)s::bigint[]))) c
JOIN classes_classsubject cs ON cs.school_class_id = c.id
JOIN curriculum_subject s ON s.id = cs.subject_id
GROUP BY c.grade, cs.subject_id, cs.periods, s.assessed
