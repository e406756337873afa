"""The door of the public check names the version in force, also when several came after the one that was asked for."""

from django.db import migrations

DOOR = """
CREATE OR REPLACE FUNCTION paper_by_code(wanted text) RETURNS TABLE (
    kind varchar, state varchar, version smallint, facts jsonb, issuer varchar, issued_at timestamptz,
    replaced_by varchar, digest varchar, signatures jsonb
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT p.id, p.code, p.state, p.issued_at, 0 AS step FROM documents_paper p WHERE p.code = wanted
        UNION ALL
        SELECT n.id, n.code, n.state, n.issued_at, c.step + 1
        FROM documents_paper n JOIN chain c ON n.supersedes_id = c.id
    )
    SELECT p.kind, p.state, p.version, p.facts, o.name, p.issued_at,
           (SELECT c.code FROM chain c WHERE c.step > 0 AND c.state = 'issued' ORDER BY c.step DESC LIMIT 1), f.digest,
           coalesce((SELECT jsonb_agg(jsonb_build_object('capacity', s.capacity, 'name', s.name, 'moment', s.signed_at,
                                                         'level', s.level) ORDER BY s.id)
                     FROM signing_signature s WHERE s.paper_id = p.id), '[]'::jsonb)
    FROM documents_paper p
    JOIN organisations_organisation o ON o.id = p.organisation_id
    JOIN core_storedfile f ON f.id = p.pdf_id
    WHERE p.code = wanted AND p.issued_at IS NOT NULL
$$
"""


class Migration(migrations.Migration):
    dependencies = [("signing", "0006_copies")]

    operations = [migrations.RunSQL(DOOR)]
