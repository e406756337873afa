-- The fixed list of a class: everyone who is or was in it, once, under the number of the latest placement.
SELECT p.id, p.uuid, l.list_number, p.full_name,
       l.valid_to IS NOT NULL AND l.valid_to <= least(%(today)s, y.ends - 1) AS has_left,
       EXISTS (SELECT FROM classes_exemption x
               WHERE x.school_class_id = l.school_class_id AND x.person_id = l.person_id
                 AND x.subject_id = %(subject)s) AS is_exempt
FROM (SELECT DISTINCT ON (person_id) person_id, school_class_id, list_number, valid_to
      FROM classes_classplacement
      WHERE school_class_id = %(school_class)s AND (valid_to IS NULL OR valid_to > valid_from)
      ORDER BY person_id, valid_from DESC) l
JOIN people_person p ON p.id = l.person_id
JOIN classes_schoolclass c ON c.id = l.school_class_id
JOIN calendar_schoolyear y ON y.number = c.year_id
WHERE NOT %(training)s
   OR EXISTS (SELECT FROM results r WHERE r.year = %(year)s AND r.school_class_id = l.school_class_id AND r.term = 3
              AND r.pupil_id = l.person_id AND r.decision = 3)
ORDER BY l.list_number
