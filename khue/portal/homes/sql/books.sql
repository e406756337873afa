-- One row a class and subject of a term: how many pupils owe marks there, how many regular marks each owes, and how many
-- marks are entered, regular, midterm, final. Who sits in the class on `day` counts, without who is exempt; more regular
-- marks than asked for do not make up for a missing one. `expected` comes from the law's formulas by grade, lesson
-- periods and way of assessment. Materialised, because the planner takes `owed` for one row and would count all marks anew for
-- each of its rows.
WITH class AS MATERIALIZED (
    SELECT c.id, c.organisation_id, (SELECT min(g) FROM unnest(c.grades) g) AS grade
    FROM classes_schoolclass c
    WHERE c.year_id = %(year)s AND c.closed_on IS NULL AND c.stage = ANY (%(stages)s)
      AND (%(organisations)s::bigint[] IS NULL OR c.organisation_id = ANY (%(organisations)s))
      AND (%(classes)s::bigint[] IS NULL OR c.id = ANY (%(classes)s))
),
sitting AS MATERIALIZED (
    SELECT p.school_class_id, p.person_id
    FROM classes_classplacement p JOIN class c ON c.id = p.school_class_id
    WHERE p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
),
exempt AS MATERIALIZED (
    SELECT x.school_class_id, x.subject_id, x.person_id
    FROM classes_exemption x JOIN sitting s USING (school_class_id, person_id)
),
owed AS MATERIALIZED (
    SELECT c.organisation_id, c.id AS school_class_id, cs.subject_id, asked.expected,
           s.pupils - coalesce(x.pupils, 0) AS pupils
    FROM class c
    JOIN classes_classsubject cs ON cs.school_class_id = c.id
    JOIN curriculum_subject subject ON subject.id = cs.subject_id
    JOIN unnest(%(grades)s::smallint[], %(periods)s::smallint[], %(assessed)s::text[], %(expected)s::smallint[])
        AS asked (grade, periods, assessed, expected)
        ON asked.grade = c.grade AND asked.periods = cs.periods AND asked.assessed = subject.assessed
    JOIN (SELECT school_class_id, count(*) AS pupils FROM sitting GROUP BY 1) s ON s.school_class_id = c.id
    LEFT JOIN (SELECT school_class_id, subject_id, count(*) AS pupils FROM exempt GROUP BY 1, 2) x
        ON x.school_class_id = c.id AND x.subject_id = cs.subject_id
),
entered AS MATERIALIZED (
    SELECT m.school_class_id, m.subject_id,
           sum(least(cardinality(array_remove(m.regular, NULL)), m.expected)) AS regular,
           count(m.midterm) AS midterm, count(m.final) AS final
    FROM marks m
    JOIN sitting s ON s.school_class_id = m.school_class_id AND s.person_id = m.pupil_id
    WHERE m.year = %(year)s AND m.term = %(term)s
      AND (%(organisations)s::bigint[] IS NULL OR m.organisation_id = ANY (%(organisations)s))
      AND (%(classes)s::bigint[] IS NULL OR m.school_class_id = ANY (%(classes)s))
      AND NOT EXISTS (SELECT FROM exempt x WHERE x.school_class_id = m.school_class_id
                      AND x.subject_id = m.subject_id AND x.person_id = m.pupil_id)
    GROUP BY 1, 2
    UNION ALL
    SELECT m.school_class_id, m.subject_id,
           sum(least(cardinality(array_remove(m.regular, NULL)), m.expected)),
           count(m.midterm), count(m.final)
    FROM comment_marks m
    JOIN sitting s ON s.school_class_id = m.school_class_id AND s.person_id = m.pupil_id
    WHERE m.year = %(year)s AND m.term = %(term)s
      AND (%(organisations)s::bigint[] IS NULL OR m.organisation_id = ANY (%(organisations)s))
      AND (%(classes)s::bigint[] IS NULL OR m.school_class_id = ANY (%(classes)s))
      AND NOT EXISTS (SELECT FROM exempt x WHERE x.school_class_id = m.school_class_id
                      AND x.subject_id = m.subject_id AND x.person_id = m.pupil_id)
    GROUP BY 1, 2
)
SELECT o.organisation_id, o.school_class_id, o.subject_id, o.pupils, o.expected,
       least(coalesce(e.regular, 0), o.pupils * o.expected) AS regular, coalesce(e.midterm, 0) AS midterm, coalesce(e.final, 0) AS final
FROM owed o
LEFT JOIN entered e USING (school_class_id, subject_id)
