"""What happened to a person is read by whoever reaches the person, whichever school it happened at."""

from django.db import migrations

from khue.core.rls import AlsoReads

# The inner read is itself under the person's policy.
PERSON = "person_id IN (SELECT p.id FROM people_person p WHERE p.id = person_id)"


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_audit"), ("people", "0004_words")]

    operations = [AlsoReads("core.AuditLine", "people", PERSON)]
