-- Doors of the room `pupils`: see the note at the head of the doors of `people`.

-- Where persons learn and learnt, at any school: for the match before a new record, and against enrolments that overlap.
CREATE FUNCTION pupils_standing(persons bigint[])
RETURNS TABLE (
    enrolment_id bigint, person_id bigint, organisation_id bigint, organisation text, year smallint, grade smallint,
    status text, valid_from date, valid_to date
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.id, e.person_id, e.organisation_id, o.short_name, e.year_id, e.grade_id, e.status, e.valid_from, e.valid_to
    FROM pupils_enrolment e JOIN organisations_organisation o ON o.id = e.organisation_id
    WHERE e.person_id = ANY (persons) AND (e.valid_to IS NULL OR e.valid_to > e.valid_from)
        AND current_setting('khue.reach', true) IN ('all', 'some')
    ORDER BY e.person_id, e.valid_from
$$;

-- Schools take over children who learn nowhere in that school year: the fifth grade of a primary school comes to the
-- sixth of a lower secondary school. `persons`, `schools` and `days` stand side by side. Enrolments of earlier years are
-- completed, the schools they leave go on reading the children, the new ones read their guardians. Answers those who
-- were taken; the others are still somebody else's.
CREATE FUNCTION pupils_take(persons bigint[], schools bigint[], in_year smallint, days date[]) RETURNS SETOF bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE free bigint[]; takers bigint[]; since date[];
BEGIN
    IF current_setting('khue.reach', true) IS DISTINCT FROM 'all'
        AND EXISTS (SELECT unnest(schools) EXCEPT SELECT khue_orgs()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'pupils_take: a school is out of the scope';
    END IF;
    PERFORM 1 FROM people_person p WHERE p.id = ANY (persons) ORDER BY p.id FOR UPDATE;
    SELECT array_agg(w.person), array_agg(w.school), array_agg(w.day) INTO free, takers, since
        FROM unnest(persons, schools, days) w (person, school, day)
        WHERE NOT EXISTS (
            SELECT 1 FROM pupils_enrolment e
            WHERE e.person_id = w.person AND e.organisation_id <> w.school AND e.year_id >= in_year
                AND (e.valid_to IS NULL OR (e.valid_to > e.valid_from AND e.valid_to > w.day))
        );
    UPDATE pupils_enrolment e SET valid_to = greatest(t.day, e.valid_from + 1), status = 'completed'
        FROM unnest(free, since) t (person, day)
        WHERE e.person_id = t.person AND e.valid_to IS NULL AND e.year_id < in_year;
    INSERT INTO people_personreach (person_id, organisation_id, since)
        SELECT p.id, p.keeper_id, t.day FROM unnest(free, takers, since) t (person, school, day)
            JOIN people_person p ON p.id = t.person WHERE p.keeper_id <> t.school
        UNION
        SELECT g.id, t.school, t.day FROM unnest(free, takers, since) t (person, school, day)
            JOIN people_guardianship s ON s.child_id = t.person
            JOIN people_person g ON g.id = s.guardian_id WHERE g.keeper_id <> t.school
        ON CONFLICT DO NOTHING;
    UPDATE people_person p SET keeper_id = t.school FROM unnest(free, takers) t (person, school)
        WHERE p.id = t.person AND p.keeper_id <> t.school;
    RETURN QUERY SELECT unnest(free);
END $$;
