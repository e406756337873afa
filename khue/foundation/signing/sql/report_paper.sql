-- A stranger's report about an issued paper, for the school that issued it: nothing else can be written or read here.
-- Answers the school, or null for a code that leads nowhere or a paper of which enough reports are open.
CREATE FUNCTION report_paper(
    wanted text, report uuid, found jsonb, words text, reach text, at timestamptz, most integer
) RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO signing_paperreport
        (uuid, organisation_id, paper_id, verdict, capacities, pages, said, contact, reported_at, handled_by, note)
    SELECT report, p.organisation_id, p.id, left(found ->> 'verdict', 12), found -> 'capacities', found -> 'pages',
           left(words, 1000), left(reach, 120), at, '', ''
    FROM documents_paper p
    WHERE p.code = wanted AND p.issued_at IS NOT NULL
      AND (SELECT count(*) FROM signing_paperreport r WHERE r.paper_id = p.id AND r.handled_at IS NULL) < most
    RETURNING organisation_id
$$;
