"""Below /accounts/: the log-in pages that exist. allauth's others (sign-up, e-mail, reset) have no address."""

from django.urls import path

from linkspan.modules.identity.pages import second_factor, views

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="account_login"),
    path("logout/", views.LogoutView.as_view(), name="account_logout"),
    path("password/change/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("reauthenticate/", views.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("first-run/", views.FirstRunView.as_view(), name="first_run"),
    path("second-factor/", second_factor.SecondFactorView.as_view(), name="second_factor"),
    path("second-factor/setup/", second_factor.SecondFactorSetupView.as_view(), name="second_factor_setup"),
    path("language/", views.set_language, name="set_language"),
]
