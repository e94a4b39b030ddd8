from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "linkspan.modules.identity"
    label = "identity"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from linkspan.modules.identity import handlers, pending, places, sessions  # noqa: F401

        # Django's own log-in is the one point that every way in passes; allauth, tests and later LDAP alike.
        user_logged_in.connect(sessions.on_logged_in, dispatch_uid="linkspan.identity.sessions")
        user_logged_out.connect(sessions.on_logged_out, dispatch_uid="linkspan.identity.sessions.out")
