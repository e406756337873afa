"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Protect

# A former keeper reads and cannot write.
FORMER_KEEPER = (
    "EXISTS (SELECT 1 FROM people_personreach r WHERE r.person_id = people_person.id"
    " AND r.organisation_id = ANY (ARRAY(SELECT khue_orgs())))"
)
# Who may see the child may see who answers for it: the inner read is itself under the child's policy.
CHILD = "child_id IN (SELECT p.id FROM people_person p WHERE p.id = child_id)"


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("people", "0001_initial")]

    operations = [
        Protect("people.Person", organisation="keeper_id", person="id", read_also=FORMER_KEEPER),
        Protect("people.PersonReach"),
        Protect("people.Guardianship", organisation="", person="guardian_id", via=CHILD),
        Protect("people.SearchEntry", deletable=True),
    ]
