"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Protect


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("transcripts", "0001_initial")]

    operations = [
        Protect("transcripts.Transcript", person="person_id"),
    ]
