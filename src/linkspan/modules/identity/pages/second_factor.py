"""The second factor as pages outside the application: asked for at log-in, and set up where a role demands it."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginStage
from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from linkspan.kernel.errors import DomainError
from linkspan.modules.identity import devices, login_log, second_factor
from linkspan.modules.identity.models import User
from linkspan.modules.identity.pages.views import RefusalMixin

STAGE = "linkspan_second_factor"
_secret = sensitive_post_parameters("code")


class SecondFactorStage(LoginStage):
    """Between a right password and the session: who has a second factor is asked for it."""

    key = STAGE
    urlname = "second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user is None or not user.second_factor_at:
            return None, True
        return HttpResponseRedirect(reverse(self.urlname)), True


class CodeForm(forms.Form):
    """Six digits of the authenticator, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


@method_decorator([never_cache, _secret], name="dispatch")
@method_decorator(login_stage_required(stage=STAGE, redirect_urlname="account_login"), name="dispatch")
class SecondFactorView(RefusalMixin, FormView):
    """The second step of log-in. Wrong codes count in the same windows as wrong passwords."""

    template_name = "identity/second_factor.html"
    form_class = CodeForm

    def form_valid(self, form: CodeForm) -> HttpResponse:
        stage = self.request._login_stage  # type: ignore[attr-defined]
        user = User.objects.get(pk=stage.login.user.pk)
        try:
            second_factor.require_code(self.request, user, form.cleaned_data["code"])
        except DomainError as error:
            if error.field != "code":
                raise
            login_log.note_failure(self.request, user, is_second_factor=True)
            form.add_error("code", str(error.message))
            return self.form_invalid(form)
        response: HttpResponse = stage.exit()
        if self.request.user.is_authenticated:
            devices.remember_device(self.request, response, f"user:{self.request.user.pk}")
        return response


@method_decorator([never_cache, _secret], name="dispatch")
class SecondFactorSetupView(RefusalMixin, LoginRequiredMixin, FormView):
    """Sets a second factor up: the QR code, the first code, then the recovery codes, shown once."""

    template_name = "identity/second_factor_setup.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.second_factor_at:  # type: ignore[union-attr]
            return redirect("/me")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        secret, uri = second_factor.pending_secret(self.request.user)
        shown = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        # The SVG is made here from our own text; nothing that anybody typed stands in it unencoded.
        return super().get_context_data(**kwargs) | {"secret": shown, "qr": mark_safe(second_factor.qr_svg(uri))}  # noqa: S308

    def form_valid(self, form: CodeForm) -> HttpResponse:
        try:
            codes = second_factor.confirm(self.request, self.request.user, form.cleaned_data["code"])  # type: ignore[arg-type]
        except DomainError as error:
            if error.field != "code":
                raise
            form.add_error("code", str(error.message))
            return self.form_invalid(form)
        return render(self.request, "identity/recovery_codes.html", {"codes": codes})
