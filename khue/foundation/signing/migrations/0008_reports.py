"""Reports of altered papers, which strangers write through a door and only the school reads."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import khue.core.ids
from khue.core.rls import Protect, door

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_earlier_file"),
        ("organisations", "0005_kept_plan"),
        ("signing", "0007_chain"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=khue.core.ids.uuid7, editable=False, unique=True)),
                ("verdict", models.CharField(max_length=12)),
                ("capacities", models.JSONField(default=list)),
                ("pages", models.JSONField(default=list)),
                ("said", models.CharField(max_length=1000)),
                ("contact", models.CharField(blank=True, max_length=120)),
                ("reported_at", models.DateTimeField()),
                ("handled_at", models.DateTimeField(null=True)),
                ("handled_by", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.paper"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at", None)),
                        fields=["organisation"],
                        name="paper_report_open",
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("_plain", django.db.models.manager.Manager()),
            ],
        ),
        Protect("signing.PaperReport"),
        migrations.RunSQL((SQL / "report_paper.sql").read_text()),
        migrations.RunSQL([*door("report_paper(text, uuid, jsonb, text, text, timestamptz, integer)")]),
    ]
