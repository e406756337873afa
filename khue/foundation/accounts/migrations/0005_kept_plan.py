"""The door of the hats keeps its plan."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_own_password")]

    operations = [migrations.RunSQL((SQL / "hats.sql").read_text())]
