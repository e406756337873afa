"""The door through which a change of organisations is taken back."""

from pathlib import Path

from django.db import migrations

from khue.core.rls import door

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("classes", "0002_rights"),
        ("accounts", "0002_rights"),
        ("staff", "0002_rights"),
        ("pupils", "0004_continued"),
    ]

    operations = [
        migrations.RunSQL((SQL / "forgetting.sql").read_text()),
        migrations.RunSQL([*door("forget_continued(text, bigint[])")]),
    ]
