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

-- A school takes over children who learn nowhere in that school year: the fifth grade of a primary school comes to the
-- sixth of a lower secondary school. Their enrolments of earlier years are completed, the schools they leave go on
-- reading them, the school reads their guardians. Answers those it took; the others are still somebody else's.
CREATE FUNCTION pupils_take(persons bigint[], school bigint, in_year smallint, day date) RETURNS SETOF bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE free bigint[];
BEGIN
    IF NOT coalesce(current_setting('khue.reach', true) = 'all' OR school IN (SELECT khue_orgs()), false) THEN
        RAISE insufficient_privilege USING MESSAGE = 'pupils_take: the school is out of the scope';
    END IF;
    free := ARRAY(
        SELECT p.id FROM people_person p WHERE p.id = ANY (persons) AND NOT EXISTS (
            SELECT 1 FROM pupils_enrolment e
            WHERE e.person_id = p.id AND e.organisation_id <> school AND e.year_id >= in_year
                AND (e.valid_to IS NULL OR (e.valid_to > e.valid_from AND e.valid_to > day))
        )
        FOR UPDATE
    );
    UPDATE pupils_enrolment e SET valid_to = greatest(day, e.valid_from + 1), status = 'completed'
        WHERE e.person_id = ANY (free) AND e.valid_to IS NULL AND e.year_id < in_year;
    INSERT INTO people_personreach (person_id, organisation_id, since)
        SELECT p.id, p.keeper_id, day FROM people_person p WHERE p.id = ANY (free) AND p.keeper_id <> school
        UNION
        SELECT g.id, school, day FROM people_guardianship s JOIN people_person g ON g.id = s.guardian_id
            WHERE s.child_id = ANY (free) AND g.keeper_id <> school
        ON CONFLICT DO NOTHING;
    UPDATE people_person p SET keeper_id = school WHERE p.id = ANY (free) AND p.keeper_id <> school;
    RETURN QUERY SELECT unnest(free);
END $$;
