"""The door through which a request learns which hats its account may wear."""

from pathlib import Path

from django.db import migrations

from khue.core.rls import door

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_rights"), ("people", "0002_rights")]

    operations = [
        migrations.RunSQL((SQL / "doors.sql").read_text()),
        migrations.RunSQL([*door("accounts_hats(bigint, date)")]),
    ]
