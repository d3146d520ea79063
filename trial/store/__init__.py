"""Where entries live: one Protocol, on SQLite or PostgreSQL."""

from trial.errors import InvalidInput
from trial.store.base import Store
from trial.store.sql import SqlStore

SQL = ("sqlite:", "postgresql+psycopg:")


def open_store(url: str) -> Store:
    """The store at this SQLAlchemy URL, made and brought up to date where need be.

    Raises InvalidInput for another kind of address, StoreUnavailable for a database that cannot be used.
    """
    if url.startswith(SQL):
        return SqlStore(url)
    raise InvalidInput("ITB_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
