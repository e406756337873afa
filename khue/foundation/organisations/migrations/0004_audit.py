"""The audit's lines behind row-level security: whoever acts writes them, who reaches their place reads them.

The sealer and `khue audit verify` work in a scope of the system, which reads all; sealing itself goes through the
owner's door `audit_seal`. One's own acts are one's own to read, in every hat.
"""

from django.db import migrations

from khue.core.rls import EVERYTHING, ROLES, account_arm, organisation_arm

READERS = " OR ".join([EVERYTHING, organisation_arm("organisation_id"), account_arm("account_id")])


class Migration(migrations.Migration):
    dependencies = [("core", "0004_cache"), ("organisations", "0003_engines_rights")]

    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE core_auditline ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY scope ON core_auditline FOR SELECT TO {ROLES} USING ({READERS})",
                f"CREATE POLICY scope_insert ON core_auditline FOR INSERT TO {ROLES} WITH CHECK (true)",
            ]
        )
    ]
