-- The hats of an account on a day, each with its organisation and its person: what a request needs before it has a scope.
-- The membership, the organisation and the person are those of the account alone, and only while it is open.
CREATE FUNCTION accounts_hats(account bigint, today date)
RETURNS TABLE (hat accounts_membership, organisation organisations_organisation, person people_person)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m, o, p
    FROM accounts_account a
    JOIN accounts_membership m ON m.person_id = a.person_id
    JOIN organisations_organisation o ON o.id = m.organisation_id
    JOIN people_person p ON p.id = m.person_id
    WHERE a.id = accounts_hats.account AND a.is_active
        AND m.valid_from <= accounts_hats.today AND (m.valid_to IS NULL OR m.valid_to > accounts_hats.today)
    ORDER BY o.path, m.role
$$;
