"""The search by words: an index that only it can use, and the door that reads it."""

from pathlib import Path

import django.contrib.postgres.indexes
from django.db import migrations, models

from khue.core.rls import door

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_codes")]

    operations = [
        migrations.RemoveIndex(model_name="person", name="person_words"),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func(
                        models.Value(" "),
                        models.F("folded"),
                        arg_joiner=" || ",
                        output_field=models.TextField(),
                        template="(%(expressions)s)",
                    ),
                    "gin_trgm_ops",
                ),
                name="person_name_words",
            ),
        ),
        migrations.RunSQL((SQL / "search.sql").read_text()),
        migrations.RunSQL([*door("people_search(text[], integer)")]),
    ]
