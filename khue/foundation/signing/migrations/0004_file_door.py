"""The door for a file without a code: the code of the issued paper whose signed PDF it is, byte for byte."""

from django.db import migrations

from khue.core.rls import door

DOOR = """
CREATE FUNCTION paper_code_by_digest(wanted text) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.code FROM core_storedfile f JOIN documents_paper p ON p.pdf_id = f.id
    WHERE f.digest = wanted AND p.issued_at IS NOT NULL LIMIT 1
$$
"""


class Migration(migrations.Migration):
    dependencies = [("signing", "0003_door")]

    operations = [migrations.RunSQL([DOOR, *door("paper_code_by_digest(text)")])]
