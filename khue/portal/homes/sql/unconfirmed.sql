-- Books that nobody confirmed although the entry window of their term has closed, counted by class and term. The window
-- of a school is the nearest up the tree.
WITH lock AS MATERIALIZED (
    SELECT o.id AS organisation_id, w.term, w.closes_at
    FROM organisations_organisation o
    JOIN LATERAL (
        SELECT DISTINCT ON (ew.term) ew.term, ew.closes_at
        FROM gradebook_entrywindow ew JOIN organisations_organisation a ON a.id = ew.organisation_id
        WHERE ew.year_id = %(year)s AND starts_with(o.path, a.path)
        ORDER BY ew.term, length(a.path) DESC
    ) w ON w.closes_at <= %(now)s
    WHERE (%(organisations)s::bigint[] IS NULL OR o.id = ANY (%(organisations)s::bigint[]))
      AND EXISTS (SELECT FROM classes_schoolclass c WHERE c.organisation_id = o.id AND c.year_id = %(year)s)
)
SELECT c.organisation_id, c.id, l.term, l.closes_at, count(*) AS books
FROM lock l
JOIN classes_schoolclass c ON c.organisation_id = l.organisation_id AND c.year_id = %(year)s
    AND c.closed_on IS NULL AND c.stage = ANY (%(stages)s)
JOIN classes_classsubject cs ON cs.school_class_id = c.id
WHERE NOT EXISTS (SELECT FROM gradebook_confirmation f WHERE f.school_class_id = c.id AND f.subject_id = cs.subject_id
                  AND f.term = l.term AND f.withdrawn_at IS NULL)
GROUP BY c.organisation_id, c.id, l.term, l.closes_at
