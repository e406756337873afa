-- Persons whose name holds every one of the words, each at the start of a word. The operator LIKE is not leakproof, so
-- under row-level security it could not use an index: the function applies the reach itself. The index `person_name_words`
-- is on ' ' || folded and never on folded alone: an index of trigrams also answers "=", and the planner, which thinks it
-- cheap, took it for the look-ups of an import, ten milliseconds a name.
CREATE OR REPLACE FUNCTION people_search(words text[], most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    reach text := current_setting('khue.reach', true);
    persons bigint[] := coalesce(nullif(current_setting('khue.persons', true), '')::bigint[], '{}');
    longest text := (SELECT '% ' || w || '%' FROM unnest(words) w ORDER BY length(w) DESC LIMIT 1);
    starts text[] := ARRAY(SELECT '% ' || w || '%' FROM unnest(words) w);
    reached bigint[];
BEGIN
    IF reach = 'all' THEN
        RETURN QUERY SELECT p.id FROM people_person p
            WHERE ' ' || p.folded LIKE longest AND ' ' || p.folded LIKE ALL (starts) LIMIT most;
    ELSIF reach = 'some' THEN
        reached := ARRAY(SELECT khue_orgs());
        IF cardinality(reached) > 40 THEN
            RETURN QUERY SELECT p.id FROM people_person p
                WHERE ' ' || p.folded LIKE longest AND ' ' || p.folded LIKE ALL (starts) AND (
                    p.keeper_id = ANY (reached) OR p.id = ANY (persons) OR EXISTS (
                        SELECT 1 FROM people_personreach r WHERE r.person_id = p.id AND r.organisation_id = ANY (reached)
                    )
                ) LIMIT most;
        ELSE
            RETURN QUERY SELECT p.id FROM people_person p
                WHERE p.id IN (
                    SELECT q.id FROM people_person q WHERE q.keeper_id = ANY (reached)
                    UNION
                    SELECT r.person_id FROM people_personreach r WHERE r.organisation_id = ANY (reached)
                    UNION
                    SELECT unnest(persons)
                ) AND ' ' || p.folded LIKE ALL (starts) LIMIT most;
        END IF;
    END IF;
END $$;
