-- The rows of pupils who went to another class of their school go with them, unless the new class has such a row already.
UPDATE {table} m SET school_class_id = w.new_class
FROM unnest(%(pupil)s::bigint[], %(old)s::bigint[], %(new)s::bigint[]) AS w (pupil_id, old_class, new_class)
JOIN classes_schoolclass c ON c.id = w.new_class
WHERE m.{year} = c.year_id AND m.organisation_id = c.organisation_id
  AND m.school_class_id = w.old_class AND m.pupil_id = w.pupil_id
  AND NOT EXISTS (SELECT FROM {table} t WHERE t.{year} = m.{year} AND t.school_class_id = w.new_class
                  AND t.pupil_id = m.pupil_id AND {same})
