"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Protect


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("documents", "0001_initial")]

    operations = [
        Protect("documents.Paper", person="person_id"),
    ]
