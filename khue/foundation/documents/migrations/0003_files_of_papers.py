"""Whoever may see a paper may read its files, wherever they are kept."""

from django.db import migrations

from khue.core.rls import AlsoReads

OF_A_PAPER = (
    "EXISTS (SELECT 1 FROM documents_paper p WHERE p.pdf_id = core_storedfile.id)"
    " OR EXISTS (SELECT 1 FROM documents_paper p WHERE p.xml_id = core_storedfile.id)"
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_rights"), ("organisations", "0003_engines_rights")]

    operations = [AlsoReads("core.StoredFile", "scope_of_papers", OF_A_PAPER)]
