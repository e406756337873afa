"""Rights of the app on the tables of this room."""

from pathlib import Path

from django.db import migrations

from khue.core.rls import Grant, Protect, door

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("gradebook", "0001_initial")]

    operations = [
        migrations.RunSQL((SQL / "marks.sql").read_text()),
        migrations.RunSQL((SQL / "history.sql").read_text()),
        migrations.RunSQL([*door("open_school_year(smallint)")]),
        Protect("gradebook.Mark", person="pupil_id"),
        Protect("gradebook.CommentMark", person="pupil_id"),
        Protect("gradebook.Result", person="pupil_id", deletable=True),
        Protect("gradebook.MarkHistory", person="pupil_id", read_only=True),
        Protect("gradebook.Conduct", person="pupil_id"),
        Protect("gradebook.Reassessment", person="pupil_id"),
        Protect("gradebook.Correction", person="pupil_id"),
        Grant("gradebook.EntryWindow"),
        Grant("gradebook.EntryDelegation"),
        Grant("gradebook.AssessmentColumn"),
        Grant("gradebook.Confirmation"),
    ]
