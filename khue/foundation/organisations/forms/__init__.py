"""The forms of organisations: each turns what was typed into a plan, and says why when there can be none."""

from khue.foundation.organisations.forms.base import ChangeForm
from khue.foundation.organisations.forms.changes import CHANGES
from khue.foundation.organisations.forms.contact import ContactForm, TakeBackForm
from khue.foundation.organisations.forms.founding import FoundForm

__all__ = ["CHANGES", "ChangeForm", "ContactForm", "FoundForm", "TakeBackForm"]
