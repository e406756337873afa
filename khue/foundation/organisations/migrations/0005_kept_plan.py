"""`khue_orgs` keeps its plan: every policy asks it, and a function in plain SQL is planned anew at each call."""

from django.db import migrations

KHUE_ORGS = """
CREATE OR REPLACE FUNCTION khue_orgs() RETURNS SETOF bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN QUERY SELECT o.id FROM unnest(nullif(current_setting('khue.roots', true), '')::text[]) r
    JOIN organisations_organisation o ON o.path >= r AND o.path < r || '~';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_audit")]

    operations = [migrations.RunSQL(KHUE_ORGS)]
