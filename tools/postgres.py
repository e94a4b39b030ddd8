"""A database of its own for a test run on PostgreSQL.

    python tools/postgres.py ping URL           exit 0 when the server lets URL's user make databases
    python tools/postgres.py create URL NAME    make the database, print its URL
    python tools/postgres.py drop URL NAME      drop it and the test databases made from it

URL is postgresql://user:password@host:port/database, with a database that exists.
"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

CONNECT_SECONDS = 5
MAKES_DATABASES = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"


def ping(url: str) -> bool:
    """Whether a server answers there and this user may make databases."""
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            row = connection.execute(MAKES_DATABASES).fetchone()
    except psycopg.OperationalError as error:
        print(str(error).strip().splitlines()[-1], file=sys.stderr)
        return False
    return bool(row and row[0])


def create(url: str, name: str) -> str:
    """Make database `name` (UTF-8) and return its URL."""
    with psycopg.connect(url, autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
        connection.execute(statement)
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop(url: str, name: str) -> None:
    """Drop `name` and what the test runner derived from it (`test_NAME`), even while somebody is connected."""
    with psycopg.connect(url, autocommit=True) as connection:
        query = "SELECT datname FROM pg_database WHERE datname = %s OR datname LIKE %s"
        derived = "test\\_" + name.replace("_", "\\_") + "%"
        for (database,) in connection.execute(query, [name, derived]).fetchall():
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def main(verb: str, url: str, *names: str) -> int:
    if verb == "ping":
        return 0 if ping(url) else 1
    if verb == "create":
        print(create(url, names[0]))
    elif verb == "drop":
        drop(url, names[0])
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
