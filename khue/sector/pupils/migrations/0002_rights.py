"""Rights of the app on the tables of this room, and its doors."""

from pathlib import Path

from django.db import migrations

from khue.core.rls import ROLES, Protect, door

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("people", "0002_rights"), ("pupils", "0001_initial")]

    operations = [
        Protect("pupils.Enrolment", person="person_id"),
        migrations.RunSQL(f"GRANT USAGE ON SEQUENCE pupils_enrolment_id_seq TO {ROLES}"),
        migrations.RunSQL((SQL / "doors.sql").read_text()),
        migrations.RunSQL([*door("pupils_standing(bigint[])")]),
        migrations.RunSQL([*door("pupils_take(bigint[], bigint[], smallint, date[])")]),
    ]
