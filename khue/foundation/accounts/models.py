"""Accounts and memberships."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import ScopedDated, ScopePath, dates_in_order
from khue.foundation.accounts.choices import Role
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; looks them up by login without regard to case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """A way to sign in, linked to one person. An account without a person belongs to the installation (`cli`).

    `password_is_given` says that somebody else knows the password, from a card: until its owner chooses another, the
    account opens nothing but the page that asks for one.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    username = models.CharField(_("login"), max_length=60, unique=True)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(default=True)
    password_is_given = models.BooleanField(default=False, db_default=False)
    language = models.CharField(max_length=2, default="vi")
    hat_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    hats: list[Membership] | None = None
    """The memberships it may wear today, when they were read along with it (`selectors.account_with_hats`)."""

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """No right hangs on an account: rights are asked of a scope (`core.rules`)."""
        return False


class Membership(ScopedDated):
    """A hat: one person, at one organisation, in one role, on some days."""

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id", person="person_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    title = models.CharField(_("title on papers"), max_length=100, blank=True)

    class Meta:
        constraints = [
            dates_in_order("membership_dates"),
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "valid_from"], name="membership_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="membership_role")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.organisation}"
