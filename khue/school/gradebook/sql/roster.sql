-- The pupils of a school's classes in a school year, as a file may name them.
SELECT p.id, p.uuid, p.full_name, p.folded, p.birth_date, p.sector_identifier, p.identity_index, c.id, c.uuid, c.name,
       l.list_number, l.valid_to IS NULL OR l.valid_to > %(day)s AS is_there
FROM classes_classplacement l
JOIN classes_schoolclass c ON c.id = l.school_class_id
JOIN people_person p ON p.id = l.person_id
WHERE l.organisation_id = %(organisation)s AND c.year_id = %(year)s
  AND (l.valid_to IS NULL OR l.valid_to > l.valid_from)
ORDER BY c.name, l.list_number
