"""Asks for the name under which the filters in force are saved."""

from ui.dialogs.name_filters import NameFilters
from ui.widgets.filter_row import FilterRow


def name_filters(row: FilterRow) -> None:
    where = row.where
    dialog = NameFilters(where, frozenset(row.saved.filters), row)
    dialog.named.connect(lambda name: row.saved.keep(name, where))
    dialog.ask()
