"""Log-in, log-out, password change, re-authentication, language, first run."""

from typing import Any

from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.account.views import LoginView as AllauthLoginView
from allauth.account.views import LogoutView as AllauthLogoutView
from allauth.account.views import ReauthenticateView as AllauthReauthenticateView
from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic.edit import FormView

from linkspan.kernel.errors import DomainError
from linkspan.modules.identity import demo, devices, first_run, login_log, services
from linkspan.modules.identity.adapter import AccountAdapter
from linkspan.modules.identity.addresses import is_loopback
from linkspan.modules.identity.pages.forms import FirstRunForm, LoginForm, PasswordChangeForm, ReauthenticateForm

_LANGUAGE_MAX_AGE = 365 * 24 * 3600
_secret = sensitive_post_parameters("password", "oldpassword", "password1", "password2", "code")


class RefusalMixin:
    """Shows a refusal (too many attempts, server busy) on the form itself, with its status and Retry-After."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        except DomainError as error:
            form = self.get_form_class()(**(self.get_form_kwargs() | {"data": None}))  # type: ignore[attr-defined]
            context = self.get_context_data(form=form, refusal=str(error.message))  # type: ignore[attr-defined]
            response = self.render_to_response(context, status=error.status)  # type: ignore[attr-defined]
            if retry_after := getattr(error, "retry_after", None):
                response["Retry-After"] = str(retry_after)
            return response


@method_decorator([never_cache, _secret], name="dispatch")
class LoginView(RefusalMixin, AllauthLoginView):
    """Log-in; in a demo with the list of roles to try. Leads to the first run where nobody exists yet."""

    template_name = "identity/login.html"

    def get_form_class(self) -> type[LoginForm]:
        return LoginForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if first_run.is_pending():
            return redirect("first_run")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: LoginForm) -> HttpResponse:
        response = super().form_valid(form)
        if self.request.user.is_authenticated:
            devices.remember_device(self.request, response, f"user:{self.request.user.pk}")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles = [known.shown(get_language() or "") for known in demo.demo_logins()] if is_loopback(self.request) else []
        return super().get_context_data(**kwargs) | {"demo_roles": roles}


class LogoutView(AllauthLogoutView):
    """Asks on GET, ends the session on POST."""

    template_name = "identity/logout.html"


@method_decorator([never_cache, _secret], name="dispatch")
class ReauthenticateView(RefusalMixin, LoginRequiredMixin, AllauthReauthenticateView):
    """The own password once more."""

    template_name = "identity/reauthenticate.html"

    def get_form_class(self) -> type[ReauthenticateForm]:
        return ReauthenticateForm


def change_password_here(request: HttpRequest, password: str) -> None:
    """Give the logged-in person a new password; this session stays, under a new key, all others are over."""
    old_key = request.session.session_key
    services.change_own_password(request.user, password, request_id=getattr(request, "request_id", ""))
    finalize_password_change(request, request.user)
    login_log.rename_session(old_key, request.session.session_key)


@method_decorator([never_cache, _secret], name="dispatch")
class PasswordChangeView(RefusalMixin, LoginRequiredMixin, FormView):
    """Changes the own password; every other session of the person is over with it."""

    template_name = "identity/password_change.html"
    form_class = PasswordChangeForm
    success_url = "/"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        change_password_here(self.request, form.cleaned_data["password1"])
        return super().form_valid(form)


@method_decorator([never_cache, _secret], name="dispatch")
class FirstRunView(RefusalMixin, FormView):
    """Creates the first administrator; from this machine, or with the code that the server printed at its start."""

    template_name = "identity/first_run.html"
    form_class = FirstRunForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not first_run.is_pending():
            return redirect("account_login")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"needs_code": not is_loopback(self.request)}

    def form_valid(self, form: FirstRunForm) -> HttpResponse:
        answers = form.cleaned_data
        if not is_loopback(self.request):
            first_run.check_setup_code(self.request, answers["code"])
        first_run.complete_first_run(
            answers["username"],
            answers["password1"],
            organisation=answers["organisation"],
            language=get_language() or settings.LANGUAGE_CODE,
        )
        return redirect("account_login")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, and for who is logged in as the own setting too (it goes before the cookie)."""
    language = request.POST.get("language", "")
    back = request.POST.get("back", "/accounts/login/")
    response = HttpResponseRedirect(back if AccountAdapter().is_safe_url(back) else "/accounts/login/")
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            services.set_preferences(request.actor, request.user, language=language)  # type: ignore[attr-defined]
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=_LANGUAGE_MAX_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
