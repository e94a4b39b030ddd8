"""Routes: the API, log-in, and the shell for everything else."""

from django.urls import include, path, re_path

from linkspan.surfaces.api.urls import api
from linkspan.surfaces.web import views

urlpatterns = [
    path("api/", api.urls),
    path("accounts/", include("linkspan.modules.identity.urls")),
    path("health", views.health),
    path("worker.js", views.worker),
    re_path(r"^(?!api/|accounts/|static/|live$).*$", views.shell, name="shell"),
]

handler400 = "linkspan.surfaces.web.views.bad_request"
handler403 = "linkspan.surfaces.web.views.forbidden"
handler404 = "linkspan.surfaces.web.views.not_found"
handler500 = "linkspan.surfaces.web.views.server_error"
