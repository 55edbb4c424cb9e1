"""Every observation that the readers of photos and the clocks can make has its sentence in the one table."""

import json
import re

from tests.conftest import ROOT

FILES = [*ROOT.glob("intake/confined/photo*.py"), ROOT / "intake/confined/places.py", *ROOT.glob("intake/examination/clock*.py")]
CODE = re.compile(r"""(?:observe\(|Observation\(|fault\(|\[)(?:\s*|"\w+" if [^"]+ else )"([a-z]+(?:_[a-z0-9]+)+)\"""")


def test_every_code_has_a_sentence():
    table = json.loads((ROOT / "resources/verification/codes.json").read_text())["observations"]
    used = {code for path in FILES for code in CODE.findall(path.read_text())}
    assert {"metadata_damaged", "position_zero", "times_disagree", "picture_too_large"} <= used
    assert not used - set(table)
