"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Grant

KHUE_ORGS = """
CREATE FUNCTION khue_orgs() RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT o.id FROM unnest(nullif(current_setting('khue.roots', true), '')::text[]) r
    JOIN organisations_organisation o ON o.path >= r AND o.path < r || '~' $$
"""

# The segment of an organisation in a path: base 36, at least four digits (`formulas.segment`).
KHUE_SEGMENT = """
CREATE FUNCTION khue_segment(number bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(string_agg(
        substr('0123456789abcdefghijklmnopqrstuvwxyz', (number / power(36, place)::bigint % 36)::int + 1, 1),
        '' ORDER BY place DESC), '^0+(?=.{4})', '')
    FROM generate_series(0, 9) AS place $$
"""

PUBLIC = (
    "Unit", "UnitCode", "UnitParent", "UnitSuccession", "OrganisationChange",
)  # fmt: skip

# Facts that a change opened go when the change is taken back; what anything else refers to cannot.
TAKEN_BACK = (
    "Organisation", "OrganisationName", "OrganisationCode", "OrganisationPlace", "OrganisationParent", "Site",
    "InternalUnit", "OrganisationSuccession",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.RunSQL(KHUE_ORGS),
        migrations.RunSQL(KHUE_SEGMENT),
        *(Grant(f"organisations.{model}") for model in PUBLIC),
        *(Grant(f"organisations.{model}", deletable=True) for model in TAKEN_BACK),
        Grant("organisations.OrganisationClosure", deletable=True),
    ]
