"""The few statements behind every tap: compiled once for each database, then handed to its driver as they are.

SQLAlchemy takes several times as long to run a small statement as the database does.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

Values = Mapping[str, Any]


class Prepared:
    """A statement with a name for each of its values: texts and whole numbers, which every driver takes as they are.

    The transaction must have begun. Faults are raised as SQLAlchemy raises them.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, SQLCompiler] = {}

    def one(self, connection: Connection, values: Values) -> Any:
        """The first row found, or None."""
        return self._run(connection, (values,)).fetchone()

    def run(self, connection: Connection, *each: Values) -> int:
        """Run it once for each of these; answers how many rows were changed."""
        return self._run(connection, each).rowcount

    def _run(self, connection: Connection, each: tuple[Values, ...]) -> DBAPICursor:
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            made: Any = self._statement.compile(dialect=dialect)
            compiled = self._compiled[dialect.name] = made
        names = compiled.positiontup
        given: list[Any] = [[values[name] for name in names] if names else values for values in each]
        cursor = connection.connection.cursor()
        try:
            if len(given) == 1:
                cursor.execute(compiled.string, given[0])
            else:
                cursor.executemany(compiled.string, given)
        except dialect.loaded_dbapi.Error as fault:
            kind = dialect.loaded_dbapi.Error
            raise DBAPIError.instance(
                compiled.string, None, fault, kind, hide_parameters=True, dialect=dialect
            ) from fault
        return cursor
