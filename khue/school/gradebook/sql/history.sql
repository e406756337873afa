-- What stood in a cell before: one statement-level trigger a table, changed cells only. A first entry (nothing → value)
-- is no history while one account alone wrote in the row, because author and time stand on the row itself; in a row
-- that several wrote every change is kept, so that each cell has its own author.
CREATE FUNCTION keep_mark_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO mark_history (year, organisation_id, school_class_id, pupil_id, subject_id, term, cell, old, new,
                              old_by, old_at, changed_by, changed_at)
    SELECT o.year, o.organisation_id, o.school_class_id, o.pupil_id, o.subject_id, o.term, c.cell, c.old, c.new,
           o.changed_by, o.changed_at, n.changed_by, coalesce(n.changed_at, clock_timestamp())
    FROM before_rows o JOIN after_rows n ON n.year = o.year AND n.id = o.id
    CROSS JOIN LATERAL (VALUES
        ('regular.1', o.regular[1]::text, n.regular[1]::text), ('regular.2', o.regular[2]::text, n.regular[2]::text),
        ('regular.3', o.regular[3]::text, n.regular[3]::text), ('regular.4', o.regular[4]::text, n.regular[4]::text),
        ('regular.5', o.regular[5]::text, n.regular[5]::text), ('midterm', o.midterm::text, n.midterm::text),
        ('final', o.final::text, n.final::text), ('remark', nullif(o.remark, ''), nullif(n.remark, ''))
    ) AS c (cell, old, new)
    WHERE c.old IS DISTINCT FROM c.new AND (c.old IS NOT NULL OR n.shared);
    RETURN NULL;
END $$;
CREATE TRIGGER keep_history AFTER UPDATE ON marks REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION keep_mark_history();
CREATE TRIGGER keep_history AFTER UPDATE ON comment_marks REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION keep_mark_history();

CREATE FUNCTION keep_conduct_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO mark_history (year, organisation_id, school_class_id, pupil_id, subject_id, term, cell, old, new,
                              old_by, old_at, changed_by, changed_at)
    SELECT o.year_id, o.organisation_id, o.school_class_id, o.pupil_id, NULL, o.term, c.cell, c.old, c.new,
           o.changed_by, o.changed_at, n.changed_by, coalesce(n.changed_at, clock_timestamp())
    FROM before_rows o JOIN after_rows n ON n.id = o.id
    CROSS JOIN LATERAL (VALUES
        ('rating', o.rating::text, n.rating::text), ('absences', o.absences::text, n.absences::text),
        ('remark', nullif(o.remark, ''), nullif(n.remark, ''))
    ) AS c (cell, old, new)
    WHERE c.old IS DISTINCT FROM c.new AND (c.old IS NOT NULL OR n.shared);
    RETURN NULL;
END $$;
CREATE TRIGGER keep_history AFTER UPDATE ON gradebook_conduct REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION keep_conduct_history();
-- Written by the triggers alone: the app reads history, it cannot make any up.

-- Opening a school year is the owner's: the app has no right to make tables. History is kept by month; a month of which
-- something stands in the default partition already stays there.
CREATE FUNCTION open_school_year(wanted smallint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    parent text;
    month timestamptz;
    taken boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('khue.open_school_year'));
    FOREACH parent IN ARRAY ARRAY['marks', 'comment_marks', 'results'] LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES IN (%s)',
                       parent || '_' || wanted, parent, wanted);
    END LOOP;
    FOR step IN 0..11 LOOP
        month := (make_date(wanted, 8, 1) + make_interval(months => step)) AT TIME ZONE 'UTC';
        SELECT EXISTS (SELECT FROM mark_history_default h
                       WHERE h.changed_at >= month AND h.changed_at < month + interval '1 month') INTO taken;
        CONTINUE WHEN taken;
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF mark_history FOR VALUES FROM (%L) TO (%L)',
                       'mark_history_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM'), month, month + interval '1 month');
    END LOOP;
END $$;
