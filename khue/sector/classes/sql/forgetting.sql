-- A door: when a change of organisations is taken back, the rows that it opened at who followed are removed, in this room
-- and in those below. Only rows at a successor of a change that stands, begun on its day where they have days; the app
-- itself may delete none of these tables. `ids` are rows; for 'reach' they are the people whom the successor no more reads.
-- Answers how many went.
CREATE FUNCTION forget_continued(kind text, ids bigint[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted text := CASE kind
        WHEN 'placement' THEN 'classes_classplacement' WHEN 'homeroom' THEN 'classes_homeroomassignment'
        WHEN 'teaching' THEN 'classes_teachingassignment' WHEN 'subject' THEN 'classes_classsubject'
        WHEN 'exemption' THEN 'classes_exemption' WHEN 'class' THEN 'classes_schoolclass'
        WHEN 'enrolment' THEN 'pupils_enrolment' WHEN 'post' THEN 'staff_post' WHEN 'hat' THEN 'accounts_membership'
        WHEN 'reach' THEN 'people_personreach' END;
    gone bigint;
BEGIN
    IF wanted IS NULL THEN
        RAISE invalid_parameter_value USING MESSAGE = 'forget_continued: no such kind';
    END IF;
    EXECUTE format(
        'DELETE FROM %I t WHERE t.%I = ANY ($1)'
        ' AND (current_setting(''khue.reach'', true) = ''all'' OR t.organisation_id IN (SELECT khue_orgs()))'
        ' AND EXISTS (SELECT FROM organisations_organisationsuccession s'
        '     JOIN organisations_organisationchange c ON c.id = s.change_id'
        '     WHERE c.cancelled_at IS NULL AND %s)',
        wanted,
        CASE WHEN kind = 'reach' THEN 'person_id' ELSE 'id' END,
        CASE WHEN kind = 'reach' THEN 's.successor_id = t.organisation_id AND t.since >= c.date'
             WHEN kind IN ('subject', 'exemption', 'class') THEN 's.successor_id = t.organisation_id'
             WHEN kind IN ('enrolment', 'hat') THEN 'c.date = t.valid_from'
             ELSE 's.successor_id = t.organisation_id AND c.date = t.valid_from' END)
    USING ids;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
