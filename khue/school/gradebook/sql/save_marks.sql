-- Compare-and-set of many cells, one row `w` a pupil and book. Bit n of `given` says that cell n (regular 1 to 5,
-- midterm, final, remark) was sent; a cell is written where what stands there is what the sender saw (`old`). The rows
-- that come back were written; whether a cell was, its value tells.
UPDATE {table} m SET
    regular = (ARRAY[
        CASE WHEN given & 1 > 0 AND m.regular[1] IS NOT DISTINCT FROM old1 THEN new1 ELSE m.regular[1] END,
        CASE WHEN given & 2 > 0 AND m.regular[2] IS NOT DISTINCT FROM old2 THEN new2 ELSE m.regular[2] END,
        CASE WHEN given & 4 > 0 AND m.regular[3] IS NOT DISTINCT FROM old3 THEN new3 ELSE m.regular[3] END,
        CASE WHEN given & 8 > 0 AND m.regular[4] IS NOT DISTINCT FROM old4 THEN new4 ELSE m.regular[4] END,
        CASE WHEN given & 16 > 0 AND m.regular[5] IS NOT DISTINCT FROM old5 THEN new5 ELSE m.regular[5] END
    ])[1:greatest(cardinality(m.regular), places)],
    midterm = CASE WHEN given & 32 > 0 AND m.midterm IS NOT DISTINCT FROM old6 THEN new6 ELSE m.midterm END,
    final = CASE WHEN given & 64 > 0 AND m.final IS NOT DISTINCT FROM old7 THEN new7 ELSE m.final END,
    remark = CASE WHEN given & 128 > 0 AND m.remark = old8 THEN new8 ELSE m.remark END,
    expected = w.expected,
    shared = m.shared OR (m.changed_by IS NOT NULL AND m.changed_by IS DISTINCT FROM %(account)s),
    changed_by = %(account)s,
    changed_at = %(now)s
FROM unnest(
    %(school_class)s::bigint[], %(subject)s::bigint[], %(term)s::smallint[], %(expected)s::smallint[],
    %(pupil)s::bigint[], %(given)s::smallint[], %(places)s::smallint[],
    %(old1)s::{value}[], %(old2)s::{value}[], %(old3)s::{value}[], %(old4)s::{value}[], %(old5)s::{value}[],
    %(old6)s::{value}[], %(old7)s::{value}[], %(old8)s::text[],
    %(new1)s::{value}[], %(new2)s::{value}[], %(new3)s::{value}[], %(new4)s::{value}[], %(new5)s::{value}[],
    %(new6)s::{value}[], %(new7)s::{value}[], %(new8)s::text[]
) AS w (school_class_id, subject_id, term, expected, pupil_id, given, places, old1, old2, old3, old4, old5, old6, old7, old8,
        new1, new2, new3, new4, new5, new6, new7, new8)
WHERE m.year = %(year)s AND m.school_class_id = w.school_class_id AND m.subject_id = w.subject_id AND m.term = w.term
  AND m.pupil_id = w.pupil_id
  AND ((given & 1 > 0 AND m.regular[1] IS NOT DISTINCT FROM old1 AND old1 IS DISTINCT FROM new1)
    OR (given & 2 > 0 AND m.regular[2] IS NOT DISTINCT FROM old2 AND old2 IS DISTINCT FROM new2)
    OR (given & 4 > 0 AND m.regular[3] IS NOT DISTINCT FROM old3 AND old3 IS DISTINCT FROM new3)
    OR (given & 8 > 0 AND m.regular[4] IS NOT DISTINCT FROM old4 AND old4 IS DISTINCT FROM new4)
    OR (given & 16 > 0 AND m.regular[5] IS NOT DISTINCT FROM old5 AND old5 IS DISTINCT FROM new5)
    OR (given & 32 > 0 AND m.midterm IS NOT DISTINCT FROM old6 AND old6 IS DISTINCT FROM new6)
    OR (given & 64 > 0 AND m.final IS NOT DISTINCT FROM old7 AND old7 IS DISTINCT FROM new7)
    OR (given & 128 > 0 AND m.remark = old8 AND old8 <> new8))
RETURNING m.school_class_id, m.subject_id, m.term, m.pupil_id, m.regular, m.midterm, m.final, m.remark, m.{average}
