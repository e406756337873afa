-- Who wrote the present value of some cells of a book, and when. The latest history of a cell knows; a cell without
-- history was written by the row's only author, or in a row of several (`shared`) by the first of them.
SELECT w.pupil_id, w.cell, coalesce(p.full_name, a.username, ''), coalesce(h.changed_at, f.old_at, m.changed_at), a.id
FROM unnest(%(pupil)s::bigint[], %(cell)s::text[]) AS w (pupil_id, cell)
JOIN {table} m ON {row} AND m.pupil_id = w.pupil_id
LEFT JOIN LATERAL (
    SELECT x.changed_by, x.changed_at FROM mark_history x
    WHERE x.pupil_id = w.pupil_id AND x.subject_id IS NOT DISTINCT FROM %(subject)s AND x.term = %(term)s
      AND x.year = %(year)s AND x.cell = w.cell
    ORDER BY x.changed_at DESC, x.id DESC LIMIT 1
) h ON true
LEFT JOIN LATERAL (
    SELECT x.old_by, x.old_at FROM mark_history x
    WHERE h.changed_at IS NULL AND m.shared
      AND x.pupil_id = w.pupil_id AND x.subject_id IS NOT DISTINCT FROM %(subject)s AND x.term = %(term)s
      AND x.year = %(year)s AND x.old_by IS DISTINCT FROM x.changed_by
    ORDER BY x.changed_at, x.id LIMIT 1
) f ON true
LEFT JOIN accounts_account a ON a.id = CASE WHEN h.changed_at IS NOT NULL THEN h.changed_by
                                            WHEN f.old_at IS NOT NULL THEN f.old_by ELSE m.changed_by END
LEFT JOIN people_person p ON p.id = a.person_id
