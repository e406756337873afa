-- How far the books of some classes are in a term: for each class and subject (null: conduct) the pupils who owe, the
-- cells they filled, and whether it is confirmed. A regular mark beyond what is asked counts for nothing here.
WITH present AS (
    SELECT p.school_class_id, p.person_id
    FROM classes_classplacement p
    WHERE p.school_class_id = ANY (%(classes)s)
      AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
),
heads AS (SELECT school_class_id, count(*) AS pupils FROM present GROUP BY school_class_id),
free AS (
    SELECT x.school_class_id, x.subject_id, count(*) AS pupils
    FROM classes_exemption x JOIN present p ON p.school_class_id = x.school_class_id AND p.person_id = x.person_id
    GROUP BY x.school_class_id, x.subject_id
),
filled AS (
    SELECT m.school_class_id, m.subject_id,
           sum(least(cardinality(array_remove(m.regular, NULL)), m.expected)) + count(m.midterm) + count(m.final) AS cells
    FROM marks m JOIN present p ON p.person_id = m.pupil_id AND p.school_class_id = m.school_class_id
    WHERE m.year = %(year)s AND m.school_class_id = ANY (%(classes)s) AND m.term = %(term)s
    GROUP BY m.school_class_id, m.subject_id
    UNION ALL
    SELECT m.school_class_id, m.subject_id,
           sum(least(cardinality(array_remove(m.regular, NULL)), m.expected)) + count(m.midterm) + count(m.final)
    FROM comment_marks m JOIN present p ON p.person_id = m.pupil_id AND p.school_class_id = m.school_class_id
    WHERE m.year = %(year)s AND m.school_class_id = ANY (%(classes)s) AND m.term = %(term)s
    GROUP BY m.school_class_id, m.subject_id
    UNION ALL
    SELECT d.school_class_id, NULL, count(d.rating) + count(d.absences)
    FROM gradebook_conduct d JOIN present p ON p.person_id = d.pupil_id AND p.school_class_id = d.school_class_id
    WHERE d.school_class_id = ANY (%(classes)s) AND d.term = %(term)s
    GROUP BY d.school_class_id
),
books AS (
    SELECT cs.school_class_id, cs.subject_id, cs.periods FROM classes_classsubject cs
    WHERE cs.school_class_id = ANY (%(classes)s)
    UNION ALL
    SELECT unnest(%(classes)s::bigint[]), NULL, NULL
)
SELECT b.school_class_id, b.subject_id, b.periods, coalesce(h.pupils, 0) - coalesce(x.pupils, 0), coalesce(f.cells, 0),
       k.confirmed_at
FROM books b
LEFT JOIN heads h ON h.school_class_id = b.school_class_id
LEFT JOIN free x ON x.school_class_id = b.school_class_id AND x.subject_id = b.subject_id
LEFT JOIN filled f ON f.school_class_id = b.school_class_id AND f.subject_id IS NOT DISTINCT FROM b.subject_id
LEFT JOIN gradebook_confirmation k ON k.school_class_id = b.school_class_id
    AND k.subject_id IS NOT DISTINCT FROM b.subject_id AND k.term = %(term)s AND k.withdrawn_at IS NULL
