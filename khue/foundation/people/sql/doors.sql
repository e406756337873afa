-- Doors of the room `people`: they look past the scope, answer as little as possible, and are called by
-- services that ask a rule first and write an audit line. Nobody without a scope gets anything from them.

-- Who resembles a person that is about to be entered: the same number, or the same name without diacritics born between
-- two days, on the day with month and day exchanged, or in a year of which nothing else is known.
CREATE FUNCTION people_match(identity bytea, sector text, name text, birth date, until date, turned date)
RETURNS TABLE (
    person_id bigint, person_uuid uuid, full_name text, folded text, birth_date date, birth_precision text, sex smallint,
    keeper_id bigint, keeper text, same_identity boolean, same_sector boolean, guardians text[]
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH found AS (
        SELECT p.id FROM people_person p WHERE p.identity_index = people_match.identity
        UNION
        SELECT p.id FROM people_person p WHERE p.sector_identifier = people_match.sector
        UNION
        (SELECT p.id FROM people_person p
         WHERE p.folded = people_match.name AND (
             (p.birth_date >= people_match.birth AND p.birth_date < people_match.until)
             OR p.birth_date = people_match.turned
             OR (p.birth_precision = 'year' AND p.birth_date = make_date(extract(year FROM people_match.birth)::integer, 1, 1))
         ) LIMIT 20)
    )
    SELECT p.id, p.uuid, p.full_name, p.folded, p.birth_date, p.birth_precision, p.sex, p.keeper_id, o.short_name,
        coalesce(p.identity_index = people_match.identity, false),
        coalesce(p.sector_identifier = people_match.sector, false),
        ARRAY(
            SELECT g.folded FROM people_guardianship s JOIN people_person g ON g.id = s.guardian_id
            WHERE s.child_id = p.id AND s.valid_to IS NULL
        )
    FROM found JOIN people_person p ON p.id = found.id JOIN organisations_organisation o ON o.id = p.keeper_id
    WHERE current_setting('khue.reach', true) IN ('all', 'some')
$$;

-- Whom numbers belong to, for a whole chunk of an import.
CREATE FUNCTION people_by_numbers(identities bytea[], sectors text[])
RETURNS TABLE (person_id bigint, keeper_id bigint, identity_index bytea, sector_identifier text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id, p.keeper_id, p.identity_index, p.sector_identifier FROM people_person p
    WHERE p.id IN (
        SELECT q.id FROM people_person q WHERE q.identity_index = ANY (identities)
        UNION
        SELECT q.id FROM people_person q WHERE q.sector_identifier = ANY (sectors)
    ) AND current_setting('khue.reach', true) IN ('all', 'some')
$$;

-- Grown-ups we have under the same phone number and name, or the same identity number: the parent of two children at
-- two schools is one person. `place` is the place in the arrays, from 1.
CREATE FUNCTION people_adults(phones text[], names text[], identities bytea[], born_before date)
RETURNS TABLE (place integer, person_id bigint, keeper_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT ON (wanted.place) wanted.place::integer, p.id, p.keeper_id
    FROM unnest(phones, names, identities) WITH ORDINALITY wanted (phone, name, identity, place)
    JOIN LATERAL (
        SELECT a.id, a.keeper_id, a.birth_date FROM people_person a WHERE a.identity_index = wanted.identity
        UNION
        SELECT a.id, a.keeper_id, a.birth_date FROM people_person a
        WHERE a.phone = wanted.phone AND a.phone <> '' AND a.folded = wanted.name
    ) p ON p.birth_date IS NULL OR p.birth_date < born_before
    WHERE current_setting('khue.reach', true) IN ('all', 'some')
    ORDER BY wanted.place, p.id
$$;
