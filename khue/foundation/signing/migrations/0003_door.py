"""The door of the public check: a paper by its code, with its signatures, and nothing else of anybody."""

from django.db import migrations

from khue.core.rls import door

DOOR = """
CREATE FUNCTION paper_by_code(wanted text) RETURNS TABLE (
    kind varchar, state varchar, version smallint, facts jsonb, issuer varchar, issued_at timestamptz,
    replaced_by varchar, digest varchar, signatures jsonb
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.kind, p.state, p.version, p.facts, o.name, p.issued_at, n.code, f.digest,
           coalesce((SELECT jsonb_agg(jsonb_build_object('capacity', s.capacity, 'name', s.name, 'moment', s.signed_at,
                                                         'level', s.level) ORDER BY s.id)
                     FROM signing_signature s WHERE s.paper_id = p.id), '[]'::jsonb)
    FROM documents_paper p
    JOIN organisations_organisation o ON o.id = p.organisation_id
    JOIN core_storedfile f ON f.id = p.pdf_id
    LEFT JOIN documents_paper n ON n.supersedes_id = p.id AND n.state = 'issued'
    WHERE p.code = wanted AND p.issued_at IS NOT NULL
$$
"""


class Migration(migrations.Migration):
    dependencies = [("signing", "0002_rights"), ("core", "0002_rights")]

    operations = [migrations.RunSQL([DOOR, *door("paper_by_code(text)")])]
