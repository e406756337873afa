"""Rights of the app on the tables of this room, and keys that make a reference to another school's class impossible."""

from django.db import migrations

from khue.core.rls import Grant, Protect

HANGING_ON_A_CLASS = (
    "classplacement",
    "classsubject",
    "homeroomassignment",
    "teachingassignment",
    "exemption",
)
OWN_SCHOOL = (
    "ALTER TABLE classes_{0} ADD CONSTRAINT {0}_of_the_same_school FOREIGN KEY (organisation_id, school_class_id)"
    " REFERENCES classes_schoolclass (organisation_id, id)"
)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("classes", "0001_initial")]

    operations = [
        Grant("classes.SchoolClass"),
        Grant("classes.ClassSubject", deletable=True),
        Grant("classes.HomeroomAssignment"),
        Grant("classes.TeachingAssignment"),
        Protect("classes.ClassPlacement", person="person_id"),
        Protect("classes.Exemption", person="person_id", deletable=True),
        *(migrations.RunSQL(OWN_SCHOOL.format(table)) for table in HANGING_ON_A_CLASS),
    ]
