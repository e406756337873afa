-- What the law computes of a term (1, 2), of the year (3) and of the year after the summer (4), for all pupils under one
-- rule version at once: the one SQL twin of `formulas`, proved equal to it by `tests/test_term_close.py`. One row a pupil
-- and term. A subject's term average is PostgreSQL's own generated column. A class owes the subjects it is taught, less
-- a pupil's exemptions; what is missing leaves every result that needs it null. The numbers of the law are parameters.
--
-- Every step is a whole set: one scan, one hash a table. `IN (…) IS TRUE` stays a hashed look-up, where a plain `IN` would
-- become a join that a planner without statistics (a freshly loaded year) can get badly wrong.
WITH owed AS MATERIALIZED (
    SELECT cs.school_class_id, cs.subject_id, s.assessed = 'score' AS is_scored
    FROM classes_classsubject cs
    JOIN curriculum_subject s ON s.id = cs.subject_id
    JOIN classes_schoolclass c ON c.id = cs.school_class_id
    WHERE c.year_id = %(year)s AND (%(classes)s::bigint[] IS NULL OR c.id = ANY (%(classes)s))
),
exempt AS MATERIALIZED (
    SELECT x.person_id, x.school_class_id, x.subject_id, o.is_scored
    FROM classes_exemption x JOIN owed o USING (school_class_id, subject_id)
),
scores AS (
    SELECT m.pupil_id, m.school_class_id, m.subject_id, m.average AS value
    FROM marks m
    WHERE %(term)s <= 2 AND m.year = %(year)s AND m.term = %(term)s
      AND (%(classes)s::bigint[] IS NULL OR m.school_class_id = ANY (%(classes)s))
      AND (%(pupils)s::bigint[] IS NULL OR m.pupil_id = ANY (%(pupils)s))
    UNION ALL
    SELECT m.pupil_id, m.school_class_id, m.subject_id,
           coalesce(r.value, (2 * (%(weight1)s * f.average + %(weight2)s * m.average) + %(weight1)s + %(weight2)s)
                             / (2 * (%(weight1)s + %(weight2)s)))::smallint
    FROM marks m
    LEFT JOIN marks f ON f.year = %(year)s AND f.term = 1 AND f.school_class_id = m.school_class_id
        AND f.pupil_id = m.pupil_id AND f.subject_id = m.subject_id
        AND (%(classes)s::bigint[] IS NULL OR f.school_class_id = ANY (%(classes)s))
        AND (%(pupils)s::bigint[] IS NULL OR f.pupil_id = ANY (%(pupils)s))
    LEFT JOIN gradebook_reassessment r ON %(term)s = 4 AND r.school_class_id = m.school_class_id
        AND r.pupil_id = m.pupil_id AND r.subject_id = m.subject_id
    WHERE %(term)s >= 3 AND m.year = %(year)s AND m.term = 2
      AND (%(classes)s::bigint[] IS NULL OR m.school_class_id = ANY (%(classes)s))
      AND (%(pupils)s::bigint[] IS NULL OR m.pupil_id = ANY (%(pupils)s))
),
by_score AS (
    SELECT pupil_id, school_class_id, array_agg(subject_id) AS subjects, array_agg(value) AS "values",
           count(value) AS known,
           count(*) FILTER (WHERE value < %(floor1)s) AS low1, count(*) FILTER (WHERE value >= %(from1)s) AS good1,
           count(*) FILTER (WHERE value < %(floor2)s) AS low2, count(*) FILTER (WHERE value >= %(from2)s) AS good2,
           count(*) FILTER (WHERE value < %(floor3)s) AS low3, count(*) FILTER (WHERE value >= %(from3)s) AS good3,
           count(*) FILTER (WHERE value >= %(title1_from)s) AS titled1,
           count(*) FILTER (WHERE value >= %(title2_from)s) AS titled2
    FROM scores
    WHERE ((school_class_id, subject_id) IN (SELECT school_class_id, subject_id FROM owed)) IS TRUE
      AND ((pupil_id, subject_id) IN (SELECT person_id, subject_id FROM exempt)) IS NOT TRUE
    GROUP BY pupil_id, school_class_id
),
by_comment AS (
    SELECT pupil_id, school_class_id, array_agg(subject_id) AS subjects,
           array_agg(value::integer::smallint) AS "values",
           count(value) AS known, count(*) FILTER (WHERE NOT value) AS failed
    FROM (
        SELECT m.pupil_id, m.school_class_id, m.subject_id, coalesce(r.value = 1, m.passed) AS value
        FROM comment_marks m
        LEFT JOIN gradebook_reassessment r ON %(term)s = 4 AND r.school_class_id = m.school_class_id
            AND r.pupil_id = m.pupil_id AND r.subject_id = m.subject_id
        WHERE m.year = %(year)s AND m.term = least(%(term)s, 2)
          AND (%(classes)s::bigint[] IS NULL OR m.school_class_id = ANY (%(classes)s))
          AND (%(pupils)s::bigint[] IS NULL OR m.pupil_id = ANY (%(pupils)s))
    ) c
    WHERE ((school_class_id, subject_id) IN (SELECT school_class_id, subject_id FROM owed)) IS TRUE
      AND ((pupil_id, subject_id) IN (SELECT person_id, subject_id FROM exempt)) IS NOT TRUE
    GROUP BY pupil_id, school_class_id
),
behaviour AS (
    SELECT d.school_class_id, d.pupil_id, d.rating AS conduct, d.absences
    FROM gradebook_conduct d
    WHERE %(term)s <= 2 AND d.year_id = %(year)s AND d.term = %(term)s
    UNION ALL
    SELECT d.school_class_id, d.pupil_id,
           coalesce(a.rating, (%(conduct_year)s::smallint[])[4 * d.rating - 4 + f.rating]),
           f.absences + d.absences
    FROM gradebook_conduct d
    LEFT JOIN gradebook_conduct f ON f.school_class_id = d.school_class_id AND f.pupil_id = d.pupil_id AND f.term = 1
    LEFT JOIN gradebook_conduct a ON %(term)s = 4 AND a.school_class_id = d.school_class_id
        AND a.pupil_id = d.pupil_id AND a.term = 3
    WHERE %(term)s >= 3 AND d.year_id = %(year)s AND d.term = 2
),
counted AS (
    SELECT p.person_id AS pupil_id, p.school_class_id, p.organisation_id, e.grade_id AS grade,
           coalesce(s.subjects || c.subjects, s.subjects, c.subjects, '{}') AS subjects,
           coalesce(s."values" || c."values", s."values", c."values", '{}') AS "values",
           o.scored - coalesce(x.scored, 0) AS scored, o.commented - coalesce(x.commented, 0) AS commented,
           coalesce(s.known, 0) AS known_scored, coalesce(c.known, 0) AS known_commented,
           coalesce(s.low1, 0) AS low1, coalesce(s.low2, 0) AS low2, coalesce(s.low3, 0) AS low3,
           coalesce(s.good1, 0) AS good1, coalesce(s.good2, 0) AS good2, coalesce(s.good3, 0) AS good3,
           coalesce(s.titled1, 0) AS titled1, coalesce(s.titled2, 0) AS titled2,
           coalesce(c.failed, 0) AS failed, b.conduct, b.absences
    FROM (SELECT school_class_id, count(*) FILTER (WHERE is_scored) AS scored,
                 count(*) FILTER (WHERE NOT is_scored) AS commented
          FROM owed GROUP BY school_class_id) o
    JOIN classes_classplacement p ON p.school_class_id = o.school_class_id
        AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
    JOIN pupils_enrolment e ON e.id = p.enrolment_id AND e.grade_id = ANY (%(grades)s)
    LEFT JOIN by_score s ON s.pupil_id = p.person_id AND s.school_class_id = p.school_class_id
    LEFT JOIN by_comment c ON c.pupil_id = p.person_id AND c.school_class_id = p.school_class_id
    LEFT JOIN behaviour b ON b.pupil_id = p.person_id AND b.school_class_id = p.school_class_id
    LEFT JOIN (SELECT person_id, school_class_id, count(*) FILTER (WHERE is_scored) AS scored,
                      count(*) FILTER (WHERE NOT is_scored) AS commented
               FROM exempt GROUP BY person_id, school_class_id) x
        ON x.person_id = p.person_id AND x.school_class_id = p.school_class_id
    WHERE (%(pupils)s::bigint[] IS NULL OR p.person_id = ANY (%(pupils)s))
      AND (%(term)s <= 3 OR EXISTS (
            SELECT FROM results y
            WHERE y.year = %(year)s AND y.school_class_id = p.school_class_id AND y.term = 3
              AND y.pupil_id = p.person_id
              AND (y.decision = 2 AND EXISTS (SELECT FROM gradebook_reassessment r
                                              WHERE r.school_class_id = y.school_class_id AND r.pupil_id = y.pupil_id)
                   OR y.decision = 3 AND EXISTS (SELECT FROM gradebook_conduct d
                                                 WHERE d.school_class_id = y.school_class_id
                                                   AND d.pupil_id = y.pupil_id AND d.term = 3))))
),
rated AS (                                              -- Điều 9 k.2
    SELECT *, CASE WHEN known_scored < scored OR known_commented < commented OR scored + commented = 0 THEN NULL
                   WHEN low1 = 0 AND good1 >= %(need1)s AND failed <= %(fails1)s THEN 1
                   WHEN low2 = 0 AND good2 >= %(need2)s AND failed <= %(fails2)s THEN 2
                   WHEN low3 = 0 AND good3 >= %(need3)s AND failed <= %(fails3)s THEN 3
                   ELSE 4 END AS raw
    FROM counted
),
adjusted AS (                                           -- Điều 9 k.3: what if one subject alone were perfect
    SELECT *, CASE WHEN raw - 1 >= %(gap1)s AND (
                        (low1 <= 1 AND good1 + (good1 < scored)::integer >= %(need1)s AND failed <= %(fails1)s)
                        OR (low1 = 0 AND good1 >= %(need1)s AND failed = %(fails1)s + 1))
                     OR raw - 2 >= %(gap2)s AND (
                        (low2 <= 1 AND good2 + (good2 < scored)::integer >= %(need2)s AND failed <= %(fails2)s)
                        OR (low2 = 0 AND good2 >= %(need2)s AND failed = %(fails2)s + 1))
                     OR raw - 3 >= %(gap3)s AND (
                        (low3 <= 1 AND good3 + (good3 < scored)::integer >= %(need3)s AND failed <= %(fails3)s)
                        OR (low3 = 0 AND good3 >= %(need3)s AND failed = %(fails3)s + 1))
                   THEN greatest(raw - %(raised_by)s, 1) ELSE raw END AS learning
    FROM rated
)
INSERT INTO results (year, organisation_id, school_class_id, pupil_id, term, grade, subjects, "values", learning, conduct,
                     absences, title, decision, rule_version, computed_at)
SELECT %(year)s, organisation_id, school_class_id, pupil_id, %(term)s, grade, subjects, "values", learning, conduct,
       absences,
       CASE WHEN %(term)s <> 3 THEN NULL                -- Điều 15 k.1
            WHEN learning <= %(title1_learning)s AND conduct <= %(title1_conduct)s AND titled1 >= %(title1_need)s THEN 1
            WHEN learning <= %(title2_learning)s AND conduct <= %(title2_conduct)s AND titled2 >= %(title2_need)s THEN 2
            END,
       CASE WHEN %(term)s < 3 THEN NULL                 -- Điều 12, the first that fits
            WHEN absences > %(absence_limit)s THEN 4
            WHEN learning IS NULL OR conduct IS NULL OR absences IS NULL THEN NULL
            WHEN learning <= %(passing)s AND conduct <= %(passing)s THEN 1
            WHEN %(term)s = 4 THEN 4
            WHEN learning <= %(passing)s THEN 3
            WHEN conduct <= %(passing)s THEN 2
            ELSE 4 END,
       %(rule_version)s, %(now)s
FROM adjusted
ON CONFLICT (year, school_class_id, term, pupil_id) DO UPDATE SET
    organisation_id = excluded.organisation_id, grade = excluded.grade, subjects = excluded.subjects,
    "values" = excluded."values", learning = excluded.learning, conduct = excluded.conduct,
    absences = excluded.absences, title = excluded.title, decision = excluded.decision,
    rule_version = excluded.rule_version, computed_at = excluded.computed_at
