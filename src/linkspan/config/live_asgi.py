"""The ASGI application that the events process runs."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkspan.config.settings")
django.setup()

from linkspan.surfaces.live.app import LiveApplication  # noqa: E402 - needs the apps
from linkspan.surfaces.live.source import DatabaseSource  # noqa: E402

application = LiveApplication(DatabaseSource())
