"""Rights of the app on the tables of this room, and its doors."""

from pathlib import Path

from django.db import migrations

from khue.core.rls import ROLES, Protect, door

SQL = Path(__file__).resolve().parents[1] / "sql"
# A former keeper, or the school of somebody's child, reads and cannot write.
ALSO_READS = (
    "EXISTS (SELECT 1 FROM people_personreach r WHERE r.person_id = people_person.id"
    " AND r.organisation_id = ANY (ARRAY(SELECT khue_orgs())))"
)
# Who may see the child may see who answers for it: the inner read is itself under the child's policy.
CHILD = "child_id IN (SELECT p.id FROM people_person p WHERE p.id = child_id)"
DOORS = (
    "people_match(bytea, text, text, date, date, date)",
    "people_by_numbers(bytea[], text[])",
    "people_adults(text[], text[], bytea[], date)",
)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("people", "0001_initial")]

    operations = [
        Protect("people.Person", organisation="keeper_id", person="id", read_also=ALSO_READS),
        Protect("people.PersonReach"),
        Protect("people.Guardianship", organisation="", person="guardian_id", via=CHILD),
        migrations.RunSQL(
            f"GRANT USAGE ON SEQUENCE people_person_id_seq, people_guardianship_id_seq TO {ROLES}"
        ),
        migrations.RunSQL((SQL / "doors.sql").read_text()),
        *(migrations.RunSQL([*door(signature)]) for signature in DOORS),
    ]
