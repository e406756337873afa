"""The table of Django's database cache: counts of tries to sign in, shared by all processes."""

from django.db import migrations

from khue.core.rls import ROLES

TABLE = """
CREATE TABLE core_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL
)
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_cut_work")]

    operations = [
        migrations.RunSQL(TABLE),
        migrations.RunSQL("CREATE INDEX core_cache_expires ON core_cache (expires)"),
        migrations.RunSQL(f"GRANT SELECT, INSERT, UPDATE, DELETE ON core_cache TO {ROLES}"),
    ]
