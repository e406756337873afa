-- One row a class and subject of a term: how many pupils owe marks there, how many regular marks each owes, and how many
-- marks are entered, regular, midterm, final. Who sits in the class on `day` counts, without who is exempt; more regular
-- marks than asked for do not make up for a missing one. `expected` comes from the law's formulas by grade, subject and
-- lesson periods. All marks of the term are summed in one pass, by the index of classes where `classes` names some; those
-- of the few who left or are exempt are taken away.
WITH class AS MATERIALIZED (
    SELECT c.id, c.organisation_id, (SELECT min(g) FROM unnest(c.grades) g) AS grade
    FROM classes_schoolclass c
    WHERE c.year_id = %(year)s AND c.closed_on IS NULL AND c.stage = ANY (%(stages)s)
      AND (%(classes)s::bigint[] IS NULL OR c.id = ANY (%(classes)s::bigint[]))
),
seat AS MATERIALIZED (
    SELECT p.school_class_id, p.person_id,
           bool_or(p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)) AS is_taken
    FROM class c
    JOIN classes_classplacement p ON p.school_class_id = c.id AND (p.valid_to IS NULL OR p.valid_to > p.valid_from)
    GROUP BY p.school_class_id, p.person_id
),
sitting AS (
    SELECT school_class_id, count(*) AS pupils FROM seat WHERE is_taken GROUP BY school_class_id
),
exempt AS MATERIALIZED (
    SELECT x.school_class_id, x.person_id, x.subject_id
    FROM classes_exemption x
    WHERE EXISTS (SELECT FROM seat s WHERE s.school_class_id = x.school_class_id AND s.person_id = x.person_id AND s.is_taken)
),
away AS (
    SELECT school_class_id, person_id, NULL::bigint AS subject_id FROM seat WHERE NOT is_taken
    UNION ALL
    SELECT school_class_id, person_id, subject_id FROM exempt
),
owed AS (
    SELECT c.organisation_id, c.id AS school_class_id, cs.subject_id, asked.expected,
           s.pupils - coalesce(x.pupils, 0) AS pupils
    FROM class c
    JOIN sitting s ON s.school_class_id = c.id
    JOIN classes_classsubject cs ON cs.school_class_id = c.id
    JOIN unnest(%(grades)s::smallint[], %(subjects)s::bigint[], %(periods)s::smallint[], %(expected)s::smallint[])
        AS asked (grade, subject_id, periods, expected)
        ON asked.grade = c.grade AND asked.subject_id = cs.subject_id AND asked.periods = cs.periods
    LEFT JOIN (SELECT school_class_id, subject_id, count(*) AS pupils FROM exempt GROUP BY 1, 2) x
        ON x.school_class_id = c.id AND x.subject_id = cs.subject_id
),
entered AS (
    SELECT m.school_class_id, m.subject_id,
           sum(least(cardinality(array_remove(m.regular, NULL)), m.expected)) AS regular,
           count(m.midterm) AS midterm, count(m.final) AS final
    FROM marks m
    WHERE m.year = %(year)s AND m.term = %(term)s
      AND (%(classes)s::bigint[] IS NULL OR m.school_class_id = ANY (%(classes)s::bigint[]))
    GROUP BY m.school_class_id, m.subject_id
    UNION ALL
    SELECT m.school_class_id, m.subject_id,
           sum(least(cardinality(array_remove(m.regular, NULL)), m.expected)), count(m.midterm), count(m.final)
    FROM comment_marks m
    WHERE m.year = %(year)s AND m.term = %(term)s
      AND (%(classes)s::bigint[] IS NULL OR m.school_class_id = ANY (%(classes)s::bigint[]))
    GROUP BY m.school_class_id, m.subject_id
    UNION ALL
    SELECT a.school_class_id, gone.subject_id, -sum(gone.regular), -sum(gone.midterm), -sum(gone.final)
    FROM away a
    CROSS JOIN LATERAL (
        SELECT m.subject_id, least(cardinality(array_remove(m.regular, NULL)), m.expected) AS regular,
               (m.midterm IS NOT NULL)::int AS midterm, (m.final IS NOT NULL)::int AS final
        FROM marks m
        WHERE m.year = %(year)s AND m.pupil_id = a.person_id AND m.term = %(term)s
          AND m.school_class_id = a.school_class_id AND m.subject_id = coalesce(a.subject_id, m.subject_id)
        UNION ALL
        SELECT m.subject_id, least(cardinality(array_remove(m.regular, NULL)), m.expected),
               (m.midterm IS NOT NULL)::int, (m.final IS NOT NULL)::int
        FROM comment_marks m
        WHERE m.year = %(year)s AND m.pupil_id = a.person_id AND m.term = %(term)s
          AND m.school_class_id = a.school_class_id AND m.subject_id = coalesce(a.subject_id, m.subject_id)
        OFFSET 0 -- by the index of pupils, never by a second pass over everybody's marks
    ) gone
    GROUP BY a.school_class_id, gone.subject_id
)
SELECT o.organisation_id, o.school_class_id, o.subject_id, o.pupils, o.expected,
       least(coalesce(sum(e.regular), 0), o.pupils * o.expected)::bigint AS regular,
       coalesce(sum(e.midterm), 0)::bigint AS midterm, coalesce(sum(e.final), 0)::bigint AS final
FROM owed o
LEFT JOIN entered e ON e.school_class_id = o.school_class_id AND e.subject_id = o.subject_id
GROUP BY o.organisation_id, o.school_class_id, o.subject_id, o.pupils, o.expected
