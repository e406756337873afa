"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Protect

# Who may see the paper may see who signed it.
PAPER = "paper_id IN (SELECT p.id FROM documents_paper p WHERE p.id = paper_id)"


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("signing", "0001_initial")]

    operations = [
        Protect("signing.SigningKey", person="person_id"),
        Protect("signing.Batch"),
        Protect("signing.Signature", read_also=PAPER),
    ]
