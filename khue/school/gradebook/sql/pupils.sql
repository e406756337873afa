-- The fixed list of a class: everyone who is or was in it, once, under the number of the latest placement.
SELECT p.id, p.uuid, l.list_number, p.full_name,
       l.valid_to IS NOT NULL AND l.valid_to <= %(today)s AS has_left,
       EXISTS (SELECT FROM classes_exemption x
               WHERE x.school_class_id = l.school_class_id AND x.person_id = l.person_id
                 AND x.subject_id = %(subject)s) AS is_exempt
FROM (SELECT DISTINCT ON (person_id) person_id, school_class_id, list_number, valid_to
      FROM classes_classplacement WHERE school_class_id = %(school_class)s
      ORDER BY person_id, valid_from DESC) l
JOIN people_person p ON p.id = l.person_id
ORDER BY l.list_number
