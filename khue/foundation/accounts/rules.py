"""Who wears which hat, as predicates that other rooms compose."""

from __future__ import annotations

from khue.core.rules import add_rule, has_role, is_signed_in, is_system
from khue.foundation.accounts.choices import DEPARTMENT_ROLES, FAMILY, SCHOOL_OFFICE, Role

is_department = has_role(*DEPARTMENT_ROLES) | is_system
is_director = has_role(Role.DIRECTOR) | is_system
is_administrator = has_role(Role.ADMINISTRATOR) | is_system
is_commune = has_role(Role.COMMUNE_OFFICER)
is_school_office = has_role(*SCHOOL_OFFICE)
is_head = has_role(Role.HEAD, Role.DEPUTY_HEAD)
is_registrar = has_role(Role.REGISTRAR)
is_records_clerk = has_role(Role.RECORDS_CLERK)
is_teacher = has_role(Role.TEACHER)
is_school_staff = is_school_office | is_teacher | is_records_clerk
is_official = is_department | is_commune | is_school_staff
is_family = has_role(*FAMILY)
is_parent = has_role(Role.PARENT)
is_pupil = has_role(Role.PUPIL)

add_rule("accounts.wear", is_signed_in)
add_rule("accounts.view", is_department | is_head | is_registrar)
add_rule("accounts.grant", is_administrator | is_head)
