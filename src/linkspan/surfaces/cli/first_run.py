"""What the server prints while nobody can log in yet: where to make the first administrator, and the code for it."""

from linkspan.config import environment as env
from linkspan.config.door import shown_host
from linkspan.surfaces.cli.language import t


def print_setup_code() -> None:
    """Print a fresh code when there is nobody yet; says nothing on a database that is not there."""
    from django.db import DatabaseError

    from linkspan.modules.identity.api import issue_setup_code

    try:
        code = issue_setup_code()
    except DatabaseError:
        return  # the worker, which starts next, says what is wrong with it
    if code:
        scheme = "https" if env.read("TLS_CERTIFICATE") else "http"
        path = f"{scheme}://{shown_host(env.read('HOST'))}:{env.read('PORT')}/accounts/first-run/"
        print(
            t(
                f"Nobody can log in yet. Open {path} and give the code {code}, or run `linkspan createadmin`.",
                f"目前无人可以登录。请打开 {path} 并输入代码 {code}，或执行 `linkspan createadmin`。",
            ),
            flush=True,
        )
