"""A kept view may be how its list opens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_import_lines"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptway",
            name="is_default",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="keptway",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("account_id", "place"),
                name="kept_way_one_default",
            ),
        ),
    ]
