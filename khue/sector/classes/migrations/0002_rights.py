"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Grant, Protect


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("classes", "0001_initial")]

    operations = [
        Grant("classes.SchoolClass"),
        Grant("classes.ClassSubject", deletable=True),
        Grant("classes.HomeroomAssignment"),
        Grant("classes.TeachingAssignment"),
        Protect("classes.ClassPlacement", person="person_id"),
        Protect("classes.Exemption", person="person_id", deletable=True),
    ]
