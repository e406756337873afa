"""Who may decide terms below the province; whoever decided some may take them back."""

import django.db.models.deletion
from django.db import migrations, models

from khue.core.rls import Grant


class Migration(migrations.Migration):
    dependencies = [
        ("calendar", "0002_rights"),
        ("organisations", "0005_kept_plan"),
    ]

    operations = [
        migrations.CreateModel(
            name="TermPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "communes",
                    models.BooleanField(
                        default=True, verbose_name="Communes may decide terms for the schools they manage"
                    ),
                ),
                (
                    "schools",
                    models.BooleanField(default=True, verbose_name="Schools may decide terms of their own"),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        Grant("calendar.TermPolicy"),
        Grant("calendar.Term", deletable=True),
    ]
