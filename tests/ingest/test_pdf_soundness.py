"""Whether a PDF is as it was written, and what comes of one that is not."""

from __future__ import annotations

import base64
import io
import zlib
from pathlib import Path

import pikepdf
import pytest

from ingest.pdf_soundness import broken_streams, unpacks
from ingest.plumber import broken_secrets
from layout import read_report

SAMPLE = Path(__file__).parents[2] / "samples/reports/haishu_2018.pdf"
PACKED = zlib.compress(b"BT (12) Tj ET " * 99)
FLIPPED = PACKED[:-1] + bytes([PACKED[-1] ^ 1])


def stream(content: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"%%PDF-1.7\n1 0 obj\n<< /Length %d %s >>\nstream\n%s\nendstream\nendobj\n" % (len(content), entries, content)


@pytest.mark.parametrize(
    ("data", "broken"),
    [
        (stream(PACKED), 0),
        (stream(FLIPPED), 1),
        (stream(PACKED[:-4]), 1),
        (stream(PACKED)[:-18], 0),  # whole, though its end is not
        (stream(b""), 0),
        (stream(base64.a85encode(PACKED) + b"~>", b"/Filter [/ASCII85Decode /FlateDecode]"), 0),
        (stream(base64.a85encode(FLIPPED) + b"~>", b"/Filter [/ASCII85Decode /FlateDecode]"), 1),
        (stream(b"plain", b""), 0),
        (stream(b"plain", b"").replace(b"/Length 5", b"/Length 9"), 1),
        (stream(b"plain", b"")[:-20], 1),
        (stream(PACKED) + stream(FLIPPED), 1),
    ],
    ids=range(11),
)
def test_streams_that_are_not_as_they_were_packed(data: bytes, broken: int) -> None:
    assert broken_streams(data) == broken


def test_what_unpacks_to_too_much_is_not_vouched_for() -> None:
    assert unpacks(zlib.compress(bytes(1000)), 1000) == 1000
    assert unpacks(zlib.compress(bytes(1000)), 999) is None


def test_nothing_is_accepted_from_a_damaged_file() -> None:
    data = bytearray(SAMPLE.read_bytes())
    data[25_000] ^= 4  # in a font
    report = read_report(bytes(data), name="a.pdf")
    assert [problem.code for problem in report.problems] == ["source_damaged"]
    assert report.problems[0].message == "the file is damaged: 1 of its parts is not as written; fetch it again"
    assert report.accepted == ()
    assert read_report(SAMPLE).problems == ()


def test_encrypted_files_are_looked_at_too() -> None:
    file = io.BytesIO()
    with pikepdf.open(SAMPLE) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="o", user="u", R=6))
    data = bytearray(file.getvalue())
    assert broken_secrets(bytes(data), "u") == 0
    data[25_000] ^= 4
    assert broken_secrets(bytes(data), "u") == 1
