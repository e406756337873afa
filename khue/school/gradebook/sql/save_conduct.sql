-- Compare-and-set of many cells of conduct books, as `save_marks.sql`; cells are rating, absences, remark.
UPDATE gradebook_conduct m SET
    rating = CASE WHEN given & 1 > 0 AND m.rating IS NOT DISTINCT FROM old1 THEN new1 ELSE m.rating END,
    absences = CASE WHEN given & 2 > 0 AND m.absences IS NOT DISTINCT FROM old2 THEN new2 ELSE m.absences END,
    remark = CASE WHEN given & 4 > 0 AND m.remark = old3 THEN new3 ELSE m.remark END,
    shared = m.shared OR (m.changed_by IS NOT NULL AND m.changed_by IS DISTINCT FROM %(account)s),
    changed_by = %(account)s,
    changed_at = %(now)s
FROM unnest(
    %(school_class)s::bigint[], %(term)s::smallint[], %(pupil)s::bigint[], %(given)s::smallint[],
    %(old1)s::smallint[], %(old2)s::smallint[], %(old3)s::text[],
    %(new1)s::smallint[], %(new2)s::smallint[], %(new3)s::text[]
) AS w (school_class_id, term, pupil_id, given, old1, old2, old3, new1, new2, new3)
WHERE m.school_class_id = w.school_class_id AND m.term = w.term AND m.pupil_id = w.pupil_id
  AND ((given & 1 > 0 AND m.rating IS NOT DISTINCT FROM old1 AND old1 IS DISTINCT FROM new1)
    OR (given & 2 > 0 AND m.absences IS NOT DISTINCT FROM old2 AND old2 IS DISTINCT FROM new2)
    OR (given & 4 > 0 AND m.remark = old3 AND old3 <> new3))
RETURNING m.school_class_id, NULL::bigint, m.term, m.pupil_id, m.rating, m.absences, m.remark
