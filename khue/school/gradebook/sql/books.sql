-- Books (a subject of a class in a term; no subject: the class's conduct) with everything that decides who may write what
-- in them: lesson periods, teachers, delegates, homeroom, the nearest entry window up the tree, columns, confirmation.
-- A subject that the class is not taught has no row.
SELECT w.place, s.id, s.code, s.name, s.assessed, cs.periods,
       (SELECT array_agg(a.person_id) FROM classes_teachingassignment a
        WHERE a.school_class_id = c.id AND a.subject_id = s.id
          AND a.valid_from <= %(today)s AND (a.valid_to IS NULL OR a.valid_to > %(today)s)) AS teachers,
       (SELECT array_agg(h.person_id) FROM classes_homeroomassignment h
        WHERE h.school_class_id = c.id
          AND h.valid_from <= %(today)s AND (h.valid_to IS NULL OR h.valid_to > %(today)s)) AS homeroom,
       (SELECT array_agg(d.person_id) FROM gradebook_entrydelegation d
        WHERE d.school_class_id = c.id AND d.subject_id IS NOT DISTINCT FROM s.id
          AND d.valid_from <= %(today)s AND (d.valid_to IS NULL OR d.valid_to > %(today)s)) AS delegates,
       e.opens_at, e.closes_at,
       (SELECT array_agg(coalesce(to_char(k.date, 'DD/MM'), '') || '|' || k.place || '|' || k.name ORDER BY k.place)
        FROM gradebook_assessmentcolumn k
        WHERE k.school_class_id = c.id AND k.subject_id = s.id AND k.term = w.term) AS columns,
       f.confirmed_at, f.person_id AS confirmed_by
FROM unnest(%(school_class)s::bigint[], %(subject)s::text[], %(term)s::smallint[])
     WITH ORDINALITY AS w (school_class_id, subject, term, place)
JOIN classes_schoolclass c ON c.id = w.school_class_id
JOIN organisations_organisation o ON o.id = c.organisation_id
LEFT JOIN curriculum_subject s ON s.code = w.subject
LEFT JOIN classes_classsubject cs ON cs.school_class_id = c.id AND cs.subject_id = s.id
LEFT JOIN LATERAL (
    SELECT ew.opens_at, ew.closes_at
    FROM gradebook_entrywindow ew JOIN organisations_organisation a ON a.id = ew.organisation_id
    WHERE ew.year_id = c.year_id AND ew.term = w.term AND starts_with(o.path, a.path)
    ORDER BY length(a.path) DESC LIMIT 1
) e ON true
LEFT JOIN gradebook_confirmation f ON f.school_class_id = c.id AND f.subject_id IS NOT DISTINCT FROM s.id
    AND f.term = w.term AND f.withdrawn_at IS NULL
WHERE w.subject IS NULL OR cs.id IS NOT NULL
ORDER BY w.place
