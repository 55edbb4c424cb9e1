"""What a request withholds, looked for in everything of its items that would leave: one search, for the check and for the writing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, cast

from intake.casework import describing, knowing, withholding
from intake.casework.drafts import items as subjects_of
from intake.casework.knowing import Details
from intake.casework.opened import Opened
from intake.casework.withholding import Where
from intake.errors import RefusedError
from intake.ids import ItemId
from intake.progress import Progress, Step
from intake.records.canonical import JSON
from intake.records.events import Chain, Extract, Subject, SubjectKind
from intake.records.rows import Item
from intake.vault import extracting


class Withheld:
    """closed: the names of fields that stay closed. The rest is empty where no name is withheld."""

    def __init__(self, opened: Opened, withhold: Sequence[str], items: Sequence[Item]) -> None:
        self._opened = opened
        self._items = tuple(item.row.item for item in items)
        self._submissions = tuple(dict.fromkeys(item.submission for item in items))
        self.closed = withholding.fields(withhold)
        self.names = self._given() if withholding.GIVER in withhold else frozenset()
        self._searched = withholding.patterns(self.names)
        self._parts, self._needles = withholding.parts(self.names), withholding.needles(self.names)

    def _given(self) -> frozenset[str]:
        history = self._opened.ledger.history
        chains = [history(Subject(SubjectKind.SUBMISSION, one), [Chain.CUSTODY]) for one in self._submissions]
        return frozenset().union(*map(withholding.names_given, chains))

    def require_absent_from_words(self, words: Mapping[str, JSON], case: str) -> None:
        """RefusedError(withholding_impossible) where a name stands in what a person wrote for this bundle."""
        withholding.require_absent(list(words.values()), self._searched, Where("words"))
        withholding.require_absent(case, [*self._searched, *self._parts], Where("case"))

    def described(self, item: ItemId) -> tuple[Details, dict[str, JSON]]:
        """Everything about an item that goes into the bundle beside its bytes. RefusedError(withholding_impossible)."""
        details = knowing.details(self._opened, item)
        metadata = describing.describe(details)
        withholding.require_absent(metadata, self._searched, Where("recorded", {"item": item}))
        written = withholding.written_by_people(metadata)
        withholding.require_absent(written, self._parts, Where("called", {"item": item}))
        return details, metadata

    def watched(self, item: ItemId, stream: BinaryIO) -> BinaryIO:
        """The stream, which refuses when a name stands in its text."""
        return cast("BinaryIO", withholding.Watched(stream, self._needles, Where("content", {"item": item})))

    def extract(self) -> Extract:
        """The custody chains of the items and of their submissions, as they are now."""
        others = [Subject(SubjectKind.SUBMISSION, submission) for submission in self._submissions]
        subjects = [*subjects_of(self._items), *others]
        return self._opened.ledger.extract(subjects, frozenset({Chain.CUSTODY}), self.closed)

    def require_absent_from(self, extract: Extract) -> None:
        withholding.require_absent_from(extract, self._searched)

    def require_absent_until_now(self) -> None:
        """The same before the entry that closes a bundle is there: what earlier ones were for does not leave with it."""
        self.require_absent_from(extracting.without_why(self.extract()))

    def found(self, words: Mapping[str, JSON], case: str, progress: Progress) -> Iterator[RefusedError]:
        """Each place but the evidence's own bytes where a name that is withheld would leave; nothing where none is withheld."""
        if not self.names:
            return
        try:
            self.require_absent_from_words(words, case)
        except RefusedError as error:
            yield error
        for done, item in enumerate(self._items):
            progress(Step("check", item, done, len(self._items), "items"))
            try:
                self.described(item)
            except RefusedError as error:
                yield RefusedError(error.code, **{**error.facts, "item": item})
        try:
            self.require_absent_until_now()
        except RefusedError as error:
            yield error
