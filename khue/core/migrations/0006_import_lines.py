"""What became of every row of an import, under the policy of its run."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from khue.core.rls import Protect

OF_A_RUN = "EXISTS (SELECT 1 FROM core_importrun r WHERE r.id = run_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_kept_ways"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fate", models.CharField(max_length=9)),
                ("row", models.PositiveIntegerField()),
                ("sheet", models.CharField(max_length=100)),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(blank=True, max_length=200)),
                ("record", models.BigIntegerField(default=0)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="core.importrun",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "fate", "row"], name="import_line_fate")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("_plain", django.db.models.manager.Manager()),
            ],
        ),
        Protect("core.ImportLine", organisation="", via=OF_A_RUN, deletable=True),
    ]
