"""The README's pictures: the command makes them, and what the README names is there and small."""

import re
from pathlib import Path

import numpy as np
from PIL import Image

from tests import making_pictures
from tests.window import tour

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"!\[([^\]]+)\]\((resources/pictures/[a-z-]+\.png)\)")


def test_the_readme_names_every_picture_with_words_for_who_cannot_see_it():
    named = NAMED.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert {Path(path).stem for _words, path in named} == set(making_pictures.SHOWN)
    assert all(len(words) > 40 for words, _path in named)
    for _words, path in named:
        with Image.open(ROOT / path) as picture:
            assert picture.format == "PNG"
            assert picture.width <= tour.WIDTH
        assert (ROOT / path).stat().st_size <= making_pictures.MOST_BYTES
    assert {path.name for path in making_pictures.FOLDER.iterdir()} == {Path(path).name for _words, path in named}


def test_one_screen_is_made_anew(qapp, tmp_path, settings):
    work, made = tmp_path / "work", tmp_path / "made"
    work.mkdir()
    made.mkdir()
    (path,) = making_pictures.make(["sheet"], made, work, settings)
    with Image.open(path) as picture:
        assert picture.size == (tour.WIDTH, tour.HEIGHT)
        assert len(np.unique(np.asarray(picture))) > 20  # something was drawn
