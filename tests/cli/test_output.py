"""JSON survives every stream; what is no text is escaped as JSON escapes it."""

import io
import json

import pytest

from intake.cli.output import Output


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_a_document_survives_the_stream(encoding):
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    output = Output(as_json=True, quiet=True, progress_json=True, out=out, err=out)
    document = {"to": "/media/o\udcff/Übung/مرحبا"}
    output.result(document)
    output.told(document)
    out.flush()
    text = raw.getvalue().decode(encoding)
    first, second = text.replace("\n}", "}").replace("{\n", "{").splitlines()
    assert json.loads(first) == json.loads(second) == document
