"""The program's settings with one entity more: what a module of somebody else's costs."""

from linkspan.config import settings as program

globals().update({name: value for name, value in vars(program).items() if name.isupper()})
INSTALLED_APPS = [*program.INSTALLED_APPS, "tests.app.stock"]
# Beside the suite that starts this one: a database of its own where there is a server for both.
DATABASES = {"default": {**program.DATABASES["default"], "TEST": {"NAME": "test_linkspan_app"}}}
