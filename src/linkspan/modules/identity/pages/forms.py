"""Forms of the log-in pages."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linkspan.modules.identity import logins
from linkspan.modules.identity.adapter import AccountAdapter
from linkspan.modules.identity.models import User

_LONGEST_PASSWORD = 1000  # argon2 takes any length; a page need not


def _password(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=_LONGEST_PASSWORD, widget=widget, **more)


def _user_name(label: Any) -> forms.CharField:
    attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
    return forms.CharField(label=label, max_length=254, widget=forms.TextInput(attrs=attributes))


class LoginForm(AllauthLoginForm):
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _user_name(_("User name or e-mail"))
        self.fields["password"] = _password(_("Password"), "current-password")
        self.order_fields(["login", "password"])


class ReauthenticateForm(AllauthReauthenticateForm):
    """The own password once more, before something that needs it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password(_("Password"), "current-password")


class NewPasswordMixin(forms.Form):
    """A new password, typed twice and held to the validators."""

    def person(self) -> User | None:
        """Whose password it will be; the validators compare it with name and address."""
        return None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        elif first:
            try:
                validate_password(first, self.person())
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class PasswordChangeForm(NewPasswordMixin):
    """The own password: the present one, then the new one twice. The present one counts in the log-in windows."""

    oldpassword = _password(_("Present password"), "current-password")
    password1 = _password(_("New password"), "new-password")
    password2 = _password(_("New password again"), "new-password")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def person(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def clean_oldpassword(self) -> str:
        password: str = self.cleaned_data["oldpassword"]
        if not logins.check_own_password(self.request, self.person(), password):
            raise forms.ValidationError(AccountAdapter.error_messages["enter_current_password"])
        return password


class FirstRunForm(NewPasswordMixin):
    """The first administrator. needs_code: the browser is on another machine, so the server's code is asked."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label=_("User name"),
        max_length=60,
        error_messages={"invalid": _("Use letters, digits and . @ + - _ only.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password1 = _password(_("Password"), "new-password")
    password2 = _password(_("Password again"), "new-password")
    code = forms.CharField(
        label=_("Setup code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, needs_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_code:
            self.fields["code"].required = True
        else:
            del self.fields["code"]

    def person(self) -> User:
        return User(username=self.cleaned_data.get("username", ""))
