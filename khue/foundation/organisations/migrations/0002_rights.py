"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Grant

KHUE_ORGS = """
CREATE FUNCTION khue_orgs() RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT o.id FROM unnest(nullif(current_setting('khue.roots', true), '')::text[]) r
    JOIN organisations_organisation o ON o.path >= r AND o.path < r || '~' $$
"""


PUBLIC = (
    "Unit", "UnitCode", "UnitParent", "UnitSuccession", "OrganisationChange", "OrganisationSuccession",
)  # fmt: skip

# Facts that a change opened go when the change is taken back; what anything else refers to cannot.
TAKEN_BACK = (
    "Organisation", "OrganisationName", "OrganisationCode", "OrganisationPlace", "OrganisationParent", "Site",
    "InternalUnit",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.RunSQL(KHUE_ORGS),
        *(Grant(f"organisations.{model}") for model in PUBLIC),
        *(Grant(f"organisations.{model}", deletable=True) for model in TAKEN_BACK),
        Grant("organisations.OrganisationClosure", deletable=True),
    ]
