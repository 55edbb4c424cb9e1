"""The viewer: scale and place, keyframes with their times, stills, two items side by side, and nothing left behind."""

import hashlib
from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from intake.errors import ExaminationError
from intake.progress import silent
from intake.records.claims import Claim, Keyframe
from intake.records.findings import Verdict
from tests.window.conftest import import_all, settled
from tests.window.test_library import events, library, named  # noqa: F401 — a fixture
from ui.pages import closer as closer_module
from ui.pages import looking
from ui.pages.compare import likeness
from ui.widgets.picture import Picture
from ui.widgets.storyboard import Storyboard


@pytest.fixture
def picture(qtbot) -> Picture:
    made = Picture()
    qtbot.addWidget(made)
    made.resize(420, 320)
    made.show()
    image = QImage(1600, 1200, QImage.Format.Format_RGB888)
    image.fill(QColor("#336699"))
    made.show_image(image)
    return made


# Scale


def test_whole_at_first_and_never_above_four_times(picture):
    ratio = picture.devicePixelRatioF()
    assert picture.whole
    assert picture.scale() == pytest.approx(0.25 * ratio)
    for _time in range(40):
        picture.zoom(1.25)
    assert picture.scale() == pytest.approx(4.0)
    picture.own_pixels()
    assert picture.scale() == pytest.approx(1.0)
    for _time in range(40):
        picture.zoom(0.8)
    assert picture.whole
    assert picture.scale() == pytest.approx(0.25 * ratio)


def test_a_small_picture_is_not_blown_up(picture):
    picture.begin()
    picture.show_image(QImage(16, 16, QImage.Format.Format_RGB888))
    assert picture.scale() == 1.0


def test_what_is_pointed_at_stays_under_the_pointer(picture):
    at = QPointF(100, 80)
    before = picture._under(at)
    picture.zoom(3.0, at)
    after = picture._under(at)
    assert (after.x(), after.y()) == (pytest.approx(before.x(), abs=0.01), pytest.approx(before.y(), abs=0.01))


def test_hands_and_keys_move_it_and_it_never_leaves(picture):
    picture.zoom(4.0)
    for key in (Qt.Key.Key_Left,) * 60:
        QTest.keyClick(picture, key)
    assert picture._target().left() >= -1
    assert picture._target().left() == pytest.approx(10, abs=11)
    start = picture._middle.x()
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 150))
    QTest.mouseMove(picture, QPoint(100, 150))
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(100, 150))
    assert picture._middle.x() > start
    QTest.mouseDClick(picture, Qt.MouseButton.LeftButton)
    assert picture.whole


def test_percent_is_of_the_files_own_pixels(picture):
    picture.begin()
    picture.show_image(QImage(400, 300, QImage.Format.Format_RGB888), QSize(4000, 3000))
    assert not picture.wants_more()
    picture.own_pixels()
    assert picture.scale() == pytest.approx(1.0)
    assert picture.wants_more()
    middle = QPointF(picture._middle)
    picture.show_image(QImage(4000, 3000, QImage.Format.Format_RGB888), QSize(4000, 3000))
    assert picture.scale() == pytest.approx(1.0)  # the same place, now with its own pixels
    assert picture._middle == middle
    assert not picture.wants_more()


def test_turning_is_only_how_it_is_looked_at(picture):
    picture.turn()
    assert picture.natural() == QSize(1200, 1600)
    assert picture.image.size() == QSize(1200, 1600)
    picture.begin()
    picture.show_image(QImage(1600, 1200, QImage.Format.Format_RGB888))
    assert picture.natural() == QSize(1600, 1200)


# A photo beyond its preview


LARGE = (4600, 3000)  # as stored; the file says that it is to be turned


@pytest.fixture
def large(qtbot, library, jobs, tmp_path):  # noqa: F811
    """A photo of fourteen megapixels that no preview shows whole, taken in and open in the viewer."""
    from PIL import Image

    across = Image.linear_gradient("L").rotate(90).resize(LARGE)
    scene = Image.merge("RGB", (across, Image.linear_gradient("L").resize(LARGE), across))
    folder = tmp_path / "large"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6
    scene.save(folder / "large.jpg", quality=90, exif=exif)
    import_all(library._desk.casework, folder)
    settled(qtbot, jobs)
    library.ask()
    settled(qtbot, jobs)
    item = named(library, "large")
    library.choose(item)
    library.open_viewer(item)
    settled(qtbot, jobs)
    return item


def closer(qtbot, stage, jobs) -> None:
    """After the reader was asked for what is seen, and has answered."""
    qtbot.waitUntil(lambda: not stage.closer._rest.isActive(), timeout=5_000)
    settled(qtbot, jobs)


def test_a_photo_comes_with_its_own_pixels_where_the_preview_ends(qtbot, library, jobs, large):  # noqa: F811
    viewer, stage = library.viewer, library.viewer.stage
    assert viewer.readout.text() == "3000 × 4600"
    assert "turned 90°" in viewer.turned.text()
    QTest.keyClick(stage.picture, Qt.Key.Key_1)
    assert "preview, reading" in viewer.readout.text()
    closer(qtbot, stage, jobs)
    assert viewer.readout.text().endswith("its own pixels")
    places = [place for place, _reduced, _image in stage.picture._parts.values()]
    assert any(place.contains(stage.picture.seen().center()) for place in places)
    stage.picture.look(stage.picture._times, QPointF(0.3, 0.8))
    closer(qtbot, stage, jobs)
    seen = stage.picture.seen().center()
    assert (seen.x() / 3000, seen.y() / 4600) == (pytest.approx(0.3, abs=0.01), pytest.approx(0.8, abs=0.01))
    grabbed = stage.picture.grab().toImage()
    colour = grabbed.pixelColor(grabbed.rect().center())
    # Upright, red grows from the top down, as it grew from left to right in what the camera stored; green from the right.
    assert colour.red() == pytest.approx(255 * 0.8, abs=6)
    assert colour.green() == pytest.approx(255 * 0.7, abs=6)
    assert events(library, large).count("viewed") == 1


def test_turned_here_it_is_the_same_place_that_is_seen(qtbot, library, jobs, large):  # noqa: F811
    stage = library.viewer.stage
    for _time in range(4):
        stage.picture.turn()
        stage.picture.look(6.0, QPointF(0.3, 0.4))
        closer(qtbot, stage, jobs)
        assert library.viewer.readout.text().endswith("its own pixels")
        with_parts = stage.picture.grab().toImage()
        parts, stage.picture._parts = stage.picture._parts, {}
        without = stage.picture.grab().toImage()
        stage.picture._parts = parts
        for x, y in ((0.2, 0.2), (0.5, 0.5), (0.8, 0.7)):
            at = QPoint(int(with_parts.width() * x), int(with_parts.height() * y))
            one, other = with_parts.pixelColor(at), without.pixelColor(at)
            assert max(abs(one.red() - other.red()), abs(one.green() - other.green())) <= 8


def test_nothing_of_it_stays_and_no_more_is_kept_than_allowed(qtbot, library, jobs, large, monkeypatch):  # noqa: F811
    stage = library.viewer.stage
    monkeypatch.setattr(closer_module, "MOST_BYTES", 3 * 1024 * 1024 * 2)
    stage.picture.own_pixels()
    closer(qtbot, stage, jobs)
    stage.picture.look(stage.picture._times, QPointF(0.1, 0.1))
    closer(qtbot, stage, jobs)
    assert sum(stage.closer._sizes.values()) <= 3 * 1024 * 1024 * 2
    assert set(stage.picture._parts) == set(stage.closer._sizes)
    library.viewer.leave()
    assert stage.picture._parts == {}
    assert stage.closer._sizes == {}


def test_what_the_reader_cannot_give_is_said_once(qtbot, library, jobs, large, monkeypatch):  # noqa: F811
    stage, asked = library.viewer.stage, []

    def refuse(*_args):
        asked.append(1)
        raise ExaminationError("worker_over_limits", limit="memory")

    monkeypatch.setattr(library._desk.casework.library, "tiles", refuse)
    stage.picture.own_pixels()
    closer(qtbot, stage, jobs)
    closer(qtbot, stage, jobs)
    assert asked == [1]
    assert library.viewer.readout.text().endswith("preview: no more could be read")
    assert not stage.trouble.isHidden()
    assert not stage.picture.image.isNull()


def test_the_scale_is_said_and_chosen(library, jobs, qtbot):  # noqa: F811
    item = named(library, "IMG_0412")
    library.choose(item)
    library.open_viewer(item)
    settled(qtbot, jobs)
    scaling, picture = library.viewer.scaling, library.viewer.stage.picture
    assert scaling.scale.text() == f"{picture.scale() * 100:.0f} %"
    acts = {act.text().split("\t")[0]: act for act in scaling.menu().actions()}
    for name, scale in (("400 %", 4.0), ("200 %", 2.0), ("100 %", 1.0)):
        acts[name].trigger()
        assert picture.scale() == pytest.approx(scale)
        assert scaling.scale.text() == name
    QTest.keyClick(picture, Qt.Key.Key_4)
    assert scaling.scale.text() == "400 %"
    acts["Whole picture"].trigger()
    assert picture.whole


# A recording


def test_every_keyframe_by_keys_with_its_exact_time(qtbot, library, jobs):  # noqa: F811
    video = named(library, "IMG_0414")
    library.choose(video)
    library.open_viewer(video)
    settled(qtbot, jobs)
    viewer, stage = library.viewer, library.viewer.stage
    assert stage.storyboard.hasFocus()
    keyframes = stage.details.answer.keyframes
    QTest.keyClick(stage.storyboard, Qt.Key.Key_Period)
    settled(qtbot, jobs)
    assert stage.shown == 0
    QTest.keyClick(stage.storyboard, Qt.Key.Key_End)
    settled(qtbot, jobs)
    last = keyframes[-1]
    assert stage.shown == last.index
    assert f"pts {last.pts}/{last.time_base.denominator}" in viewer.readout.text()
    assert stage._full == last.index
    QTest.keyClick(stage.storyboard, Qt.Key.Key_Comma)
    assert stage.shown == last.index - 1
    stage.seek(keyframes[1].seconds + (keyframes[2].seconds - keyframes[1].seconds) / 2)
    settled(qtbot, jobs)
    assert stage.shown == 1
    assert events(library, video).count("viewed") == 1


def test_a_still_is_saved_and_logged_with_its_digest(qtbot, library, jobs, tmp_path, monkeypatch):  # noqa: F811
    video = named(library, "IMG_0414")
    library.choose(video)
    library.open_viewer(video)
    settled(qtbot, jobs)
    target = tmp_path / "still.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    library.viewer.stage.show_keyframe(2)
    library.viewer.still.click()
    settled(qtbot, jobs)
    assert library.viewer.logged.text() == "saved and logged"
    entry = library._desk.casework.library.history(video)[-1]
    assert entry.type.value == "still_made"
    assert entry.value("copy") == {
        "kind": "still",
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "size": target.stat().st_size,
    }
    assert QImage(str(target)).size() == QSize(160, 96)
    library.viewer.still.click()  # the name is taken now: said, and nothing is overwritten
    settled(qtbot, jobs)
    assert library.viewer.stage.trouble.isVisible()
    assert library._desk.casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED


def test_next_and_before_until_the_ends(qtbot, library, jobs):  # noqa: F811
    first, second = library.model.item_at(0), library.model.item_at(1)
    library.choose(first)
    library.open_viewer(first)
    settled(qtbot, jobs)
    viewer = library.viewer
    assert viewer.place.text() == "1 of 4"
    assert not viewer.previous.isEnabled()
    QTest.keyClick(viewer.stage.picture, Qt.Key.Key_PageDown)
    settled(qtbot, jobs)
    assert viewer.stage.item == second
    assert library.current() == second
    QTest.keyClick(viewer.stage.picture, Qt.Key.Key_PageUp)
    settled(qtbot, jobs)
    assert viewer.stage.item == first
    viewer.more.click()
    settled(qtbot, jobs)
    assert viewer._details.details.item.row.item == first
    QTest.keyClick(viewer.stage.picture, Qt.Key.Key_Escape)
    assert viewer.stage.item is None
    assert viewer.stage.picture.image.isNull()
    assert viewer.stage._frames == {}


def test_an_item_without_a_picture_says_so(qtbot, library, jobs):  # noqa: F811
    text = named(library, "note")
    library.choose(text)
    settled(qtbot, jobs)
    assert not library.details.viewer.isEnabled()
    library.open_viewer(text)
    settled(qtbot, jobs)
    assert "no picture" in library.viewer.stage.picture.accessibleDescription()


def test_how_a_file_is_turned_is_said():
    def details(rotation, mirrored):
        return type("Details", (), {"answer": type("Answer", (), {"rotation": rotation, "mirrored": mirrored})})

    assert looking.turned(details(0, mirrored=False)) == ""
    assert looking.turned(details(90, mirrored=False)) == "turned 90° clockwise, as recorded"
    assert looking.turned(details(0, mirrored=True)) == "mirrored, as recorded"
    assert looking.turned(details(270, mirrored=True)) == "mirrored and turned 270° clockwise, as recorded"
    assert looking.turned(details(90, mirrored=False), briefly=True) == "turned 90°"


# Side by side


def test_two_items_are_looked_at_alike(qtbot, library, jobs):  # noqa: F811
    for name in ("IMG_0412", "IMG_0413"):
        index = library.model.index(library.model.place(named(library, name)), 0)
        library.grid.selectionModel().select(index, library.grid.selectionModel().SelectionFlag.Select)
    assert library.compare_two.isVisible()
    library.compare_two.click()
    settled(qtbot, jobs)
    compare = library.compare
    left, right = (stage.picture for stage in compare.stages)
    assert not left.image.isNull()
    assert compare.said.state in {"note", "good"}
    for item in (named(library, "IMG_0412"), named(library, "IMG_0413")):
        assert events(library, item).count("viewed") == 1
    QTest.keyClick(left, Qt.Key.Key_Plus)
    assert left._times == pytest.approx(right._times)
    compare.lock.click()
    QTest.keyClick(left, Qt.Key.Key_0)
    assert left.whole
    assert right._times >= left._times
    QTest.keyClick(left, Qt.Key.Key_Escape)
    assert left.image.isNull()
    assert right.image.isNull()
    assert library.stack.currentIndex() == 0


def test_the_identical_and_the_different_are_told_in_words(library):  # noqa: F811
    look = library._desk.casework.library.details
    one, other = look(named(library, "IMG_0412")), look(named(library, "IMG_0413"))
    assert likeness(one, one) == ("good", "Identical: the same bytes, digest for digest.", "")
    state, sentence, more = likeness(one, other)
    assert state == "note"
    assert sentence == "Two different files: their digests differ."
    assert "The same: kind, file type" in more
    assert "size (" in more


def test_what_two_files_hold_alike_inside_is_named_and_nothing_is_concluded(library):  # noqa: F811
    look = library._desk.casework.library.details
    one, video = look(named(library, "IMG_0412")), look(named(library, "IMG_0414"))
    marked = (Claim("Keys:ContentIdentifier", "7A1C", "r"), Claim("ExifIFD:ImageUniqueID", "0000", "r"))
    frames = tuple(Keyframe(number, number * 512, Fraction(1, 15_360)) for number in range(3))

    def with_answer(details, **change):
        row = replace(details.item.row, sha256=change.pop("sha256"))
        return replace(details, item=replace(details.item, row=row), answer=replace(details.answer, **change))

    left = with_answer(video, sha256="1" * 64, claims=marked, keyframes=frames)
    right = with_answer(video, sha256="2" * 64, claims=marked, keyframes=frames)
    assert likeness(left, right)[2].endswith("times of all keyframes, ContentIdentifier.")
    assert likeness(left, right)[0] == "note"
    other = with_answer(video, sha256="2" * 64, claims=marked[1:], keyframes=frames[:2])
    for word in ("keyframes", "Identifier", "ImageUniqueID"):  # a number of zeros names nothing
        assert word not in likeness(left, other)[2]
    single = with_answer(video, sha256="3" * 64, claims=(), keyframes=frames[:1])
    assert "keyframes" not in likeness(single, single)[2]
    assert "keyframes" not in likeness(with_answer(one, sha256="4" * 64), replace(video, answer=None))[2]


# At both scales, in both appearances


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_the_storyboard_is_drawn_at_any_scale(qtbot, ratio):
    from fractions import Fraction

    board = Storyboard()
    qtbot.addWidget(board)
    board.resize(900, 92)
    board.take([(0, Fraction(0)), (5, Fraction(30)), (9, Fraction(60))], Fraction(102))
    board.choose(5, Fraction(30))
    shown = QImage(round(900 * ratio), round(92 * ratio), QImage.Format.Format_RGB32)
    shown.setDevicePixelRatio(ratio)
    board.render(shown)
    left = round((16 + 30 / 102 * (900 - 32 - 96)) * ratio)
    assert shown.pixelColor(left, round(30 * ratio)).name() == "#6db3e2"  # the playhead
    assert shown.pixelColor(round(500 * ratio), round(85 * ratio)).name() == "#232323"


def test_two_recordings_go_together_and_keep_their_distance(qtbot, library, jobs):  # noqa: F811
    video = named(library, "IMG_0414")
    compare = library.compare
    library.stack.setCurrentWidget(compare)
    compare.show_pair(video, video)
    settled(qtbot, jobs)
    left, right = compare.stages
    left.show_keyframe(2)
    settled(qtbot, jobs)
    assert (left.shown, right.shown) == (2, 2)
    right.step(1)
    settled(qtbot, jobs)
    assert (left.shown, right.shown) == (3, 3)
    compare.lock.setChecked(False)
    right.step(-2)  # alone: from now on it is two keyframes behind
    settled(qtbot, jobs)
    assert (left.shown, right.shown) == (3, 1)
    compare.lock.setChecked(True)
    left.step(-1)
    settled(qtbot, jobs)
    assert (left.shown, right.shown) == (2, 0)
