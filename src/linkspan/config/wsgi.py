"""The WSGI application that the web processes run."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkspan.config.settings")
application = get_wsgi_application()
