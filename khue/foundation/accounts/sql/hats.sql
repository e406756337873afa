-- The door of doors.sql, keeping its plan from one request to the next: in plain SQL it is planned anew at each call.
CREATE OR REPLACE FUNCTION accounts_hats(account bigint, today date)
RETURNS TABLE (hat accounts_membership, organisation organisations_organisation, person people_person)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT m, o, p
    FROM accounts_account a
    JOIN accounts_membership m ON m.person_id = a.person_id
    JOIN organisations_organisation o ON o.id = m.organisation_id
    JOIN people_person p ON p.id = m.person_id
    WHERE a.id = accounts_hats.account AND a.is_active
        AND m.valid_from <= accounts_hats.today AND (m.valid_to IS NULL OR m.valid_to > accounts_hats.today);
END $$;
