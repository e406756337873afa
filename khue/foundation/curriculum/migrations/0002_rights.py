"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Grant


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0001_initial")]

    operations = [
        Grant("curriculum.Grade"),
        Grant("curriculum.Subject"),
        Grant("curriculum.SubjectHours"),
    ]
