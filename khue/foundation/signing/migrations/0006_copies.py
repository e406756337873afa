"""The door for a file without a code knows the file of a paper also as it was before its time stamps were added."""

from django.db import migrations

DOOR = """
CREATE OR REPLACE FUNCTION paper_code_by_digest(wanted text) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.code FROM core_storedfile f JOIN documents_paper p ON p.pdf_id = f.id
    WHERE f.digest = wanted AND p.issued_at IS NOT NULL
    UNION ALL
    SELECT p.code FROM core_storedfile f JOIN documents_paper p ON p.earlier_pdf_id = f.id
    WHERE f.digest = wanted AND p.issued_at IS NOT NULL
    LIMIT 1
$$
"""


class Migration(migrations.Migration):
    dependencies = [("signing", "0005_unstamped"), ("documents", "0004_earlier_file")]

    operations = [migrations.RunSQL(DOOR)]
