"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Grant


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [
        Grant("calendar.SchoolYear"),
        Grant("calendar.Term"),
        Grant("calendar.Holiday", deletable=True),
    ]
