"""gouji read: results, errors and exit statuses."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest

from tests.cli.conftest import Gouji

REPORTS = Path(__file__).parents[2] / "samples/reports"


def test_a_report_is_written_and_told(gouji: Gouji, desk: Path) -> None:
    (desk / "a.txt").write_text("fine")
    said = gouji("read", "a.txt", "-o", "out", "--to", "json,md")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines()[:2] == ["a.txt -> out/a.json, out/a.md", "  report    某市, 2023, form annual-2021"]
    assert sorted(path.name for path in (desk / "out").iterdir()) == ["a.json", "a.md"]
    assert (desk / "out/a.json").read_bytes() == b"2023\n"


def test_failing_checks_are_named(gouji: Gouji, desk: Path) -> None:
    (desk / "a.txt").write_text("slip")
    assert "  fails     sum: 12 ≠ 13 (a = b)\n" in gouji("read", "a.txt", "-o", "out").out


def test_several_reports_end_in_a_table(gouji: Gouji, desk: Path) -> None:
    (desk / "a.txt").write_text("fine")
    (desk / "b.txt").write_text("slip")
    lines = gouji("read", "a.txt", "b.txt", "-o", "out").out.splitlines()
    assert lines[0].split()[:4] == ["report", "form", "year", "issuer"]
    assert lines[1].split() == ["a", "annual-2021", "2023", "某市", "0", "0", "0", "0"]
    assert lines[-2:] == ["b fails sum: 12 ≠ 13 (a = b)", "2 reports written to out"]


def test_quiet_says_nothing(gouji: Gouji, desk: Path) -> None:
    (desk / "a.txt").write_text("slip")
    assert gouji("read", "a.txt", "-o", "out", "--quiet").out == ""


@pytest.mark.parametrize(("words", "status"), [("fine", 0), ("doubtful", 1), ("slip", 1), ("formless", 1)])
def test_strict_tells_whether_a_person_is_needed(gouji: Gouji, desk: Path, words: str, status: int) -> None:
    (desk / "a.txt").write_text(words)
    assert gouji("read", "a.txt", "-o", "out", "--strict").status == status
    assert gouji("read", "a.txt", "-o", "out").status == 0


def test_bad_sources_never_stop_the_others(gouji: Gouji, desk: Path) -> None:
    for name, words in (("locked.pdf", "locked"), ("crash.pdf", "crash"), ("good.pdf", "fine")):
        (desk / name).write_text(words)
    said = gouji("read", "no.pdf", "locked.pdf", "crash.pdf", "good.pdf", "-o", "out", "--strict")
    assert said.status == 3
    assert sorted(said.err.splitlines()) == [
        "gouji: crash.pdf: unexpected IndexError: deep within; please report it with what GOUJI_DEBUG=1 shows",
        "gouji: locked.pdf: it is encrypted; give its password with --password",
        "gouji: no.pdf: there is no such file; check the name",
    ]
    assert [path.name for path in (desk / "out").iterdir()] == ["good.json"]


def test_debugging_shows_the_traceback(gouji: Gouji, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_DEBUG", "1")
    (desk / "a.txt").write_text("crash")
    assert "Traceback" in gouji("read", "a.txt", "-o", "out").err


def test_the_password_is_handed_on(gouji: Gouji, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "a.txt").write_text("locked")
    assert gouji("read", "a.txt", "-o", "out", "--password", "open").status == 0
    monkeypatch.setenv("GOUJI_PASSWORD", "open")
    assert gouji("read", "a.txt", "-o", "out").status == 0


def test_terminal_controls_in_names_are_stripped(gouji: Gouji, desk: Path) -> None:
    said = gouji("read", "a\x1b[31m\u202e\nb.pdf", "-o", "out")
    assert said.err == "gouji: a[31m b.pdf: there is no such file; check the name\n"


def test_standard_input_is_called_stdin(gouji: Gouji, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"fine")))
    assert gouji("read", "-", "-o", "out").status == 0
    assert (desk / "out/stdin.json").exists()


def test_one_stem_twice_gives_two_files(gouji: Gouji, desk: Path) -> None:
    for name in ("a.txt", "A.html"):
        (desk / name).write_text("fine")
    assert gouji("read", "a.txt", "A.html", "-o", "out").status == 0
    assert sorted(path.name for path in (desk / "out").iterdir()) == ["A-2.json", "a.json"]


def test_a_source_is_never_overwritten(gouji: Gouji, desk: Path) -> None:
    (desk / "a.md").write_text("fine")
    said = gouji("read", "a.md", "-o", ".", "--to", "md")
    assert (said.status, (desk / "a.md").read_text()) == (2, "fine")
    assert said.err == "gouji: a.md: it is a source and would be overwritten; choose another folder with -o\n"


def test_a_name_that_cannot_be_stops_nothing(gouji: Gouji, desk: Path) -> None:
    (desk / "a.txt").write_text("fine")
    name = "x" * 300 + ".pdf"
    said = gouji("read", name, "a.txt", "-o", "out")
    assert (said.status, said.err.count("\n")) == (3, 1)
    assert (desk / "out/a.json").exists()


def test_an_unknown_form_is_wrong_usage(gouji: Gouji, desk: Path) -> None:
    said = gouji("read", "a.txt", "-o", "out", "--form", "annual-9")
    assert said.status == 2
    assert said.err.startswith("gouji: --form: no form 'annual-9'; the declared forms are annual-2019, ")


def test_a_file_as_output_folder(gouji: Gouji, desk: Path) -> None:
    (desk / "out").write_text("")
    assert gouji("read", "a.txt", "-o", "out").err == "gouji: -o: out is a file; name a folder\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a POSIX file system")
def test_a_result_that_cannot_be_written(gouji: Gouji, desk: Path) -> None:
    (desk / "a.txt").write_text("fine")
    (desk / "out/a.json").mkdir(parents=True)
    said = gouji("read", "a.txt", "-o", "out")
    assert (said.status, said.err) == (3, "gouji: a.txt: out/a.json cannot be written (is a directory); choose another folder with -o\n")


def test_ctrl_c_is_one_line(gouji: Gouji, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("layout.read_report", stop)
    (desk / "a.txt").write_text("fine")
    said = gouji("read", "a.txt", "-o", "out")
    assert (said.status, said.err) == (130, "gouji: stopped; the results written so far are whole\n")


def test_a_missing_package_is_status_4(gouji: Gouji, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "layout.errors", None)
    said = gouji("read", "a.txt", "-o", "out")
    assert said.status == 4
    assert said.err.endswith("; see gouji doctor\n")


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        (
            "tesseract",
            4,
            "the program tesseract is not installed; run apt-get install -y tesseract-ocr tesseract-ocr-chi-sim",
        ),
        (
            "crystal-ball",
            2,
            "no reader 'crystal-ball'; the readers are tesseract, rapidocr, replay; choose one of them, or leave the option out",
        ),
    ],
)
def test_a_reader_that_is_not_there(gouji: Gouji, desk: Path, monkeypatch: pytest.MonkeyPatch, name: str, status: int, said: str) -> None:
    monkeypatch.setenv("PATH", "")
    result = gouji("read", "a.txt", "-o", "out", "--reader", name)
    assert (result.status, result.err) == (status, f"gouji: --reader: {said}\n")


def test_a_searchable_pdf_of_a_digital_one_is_the_same_pages(gouji: Gouji, tmp_path: Path) -> None:
    said = gouji("read", REPORTS / "haian_2020.pdf", "-o", tmp_path, "--to", "pdf")
    assert said.out.splitlines()[0].endswith(f" -> {tmp_path}/haian_2020.json, {tmp_path}/haian_2020.pdf")
    with pikepdf.open(tmp_path / "haian_2020.pdf") as pdf, pikepdf.open(REPORTS / "haian_2020.pdf") as source:
        assert pdf.check_pdf_syntax() == []
        for one, other in zip(pdf.pages, source.pages, strict=True):
            assert one.Contents.read_bytes() == other.Contents.read_bytes()


def test_what_has_no_pages_gets_its_other_kinds(gouji: Gouji, tmp_path: Path) -> None:
    said = gouji("read", REPORTS / "haian_2020.html", REPORTS / "yuyao_2020.pdf", "-o", tmp_path, "--to", "pdf,md", "-q")
    assert said.status == 3
    assert said.err == f"gouji: {REPORTS / 'haian_2020.html'}: it has no pages to lay text on; leave pdf out of --to\n"
    names = ["haian_2020.json", "haian_2020.md", "yuyao_2020.json", "yuyao_2020.md", "yuyao_2020.pdf"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_a_pdf_is_not_written_over_its_source(gouji: Gouji, tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes((REPORTS / "yuyao_2020.pdf").read_bytes())
    assert gouji("read", source, "-o", tmp_path).status == 0
    said = gouji("read", source, "-o", tmp_path, "--to", "pdf")
    assert said.status == 2
    assert said.err == f"gouji: {source}: it is a source and would be overwritten; choose another folder with -o\n"


def test_tables_for_spreadsheets_and_data_frames(gouji: Gouji, tmp_path: Path) -> None:
    said = gouji("read", REPORTS / "yuyao_2020.html", "-o", tmp_path, "--to", "xlsx,csv,parquet")
    assert (said.status, said.err) == (0, "")
    names = ["yuyao_2020.json", "yuyao_2020.xlsx", "yuyao_2020.csv", "yuyao_2020.parquet"]
    assert said.out.splitlines()[0].endswith(" -> " + ", ".join(str(tmp_path / name) for name in names))
    starts = {path.suffix: path.read_bytes()[:4] for path in tmp_path.iterdir()}
    assert starts == {".json": b'{\n "', ".xlsx": b"PK\x03\x04", ".csv": b"\xef\xbb\xbfs", ".parquet": b"PAR1"}


def test_a_package_is_a_folder_and_is_replaced(gouji: Gouji, tmp_path: Path) -> None:
    for _ in range(2):
        said = gouji("read", REPORTS / "yuyao_2020.pdf", "-o", tmp_path, "--to", "kirogov,alto")
        assert (said.status, said.err) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["yuyao_2020.alto.xml", "yuyao_2020.json", "yuyao_2020.kirogov"]
    assert sorted(path.name for path in (tmp_path / "yuyao_2020.kirogov").iterdir()) == ["source.json", "source.md", "source.pdf"]


def test_a_package_takes_the_place_of_nothing_else(gouji: Gouji, tmp_path: Path) -> None:
    folder = tmp_path / "yuyao_2020.kirogov"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    said = gouji("read", REPORTS / "yuyao_2020.pdf", "-o", tmp_path, "--to", "kirogov")
    what = f"{folder} cannot be written (it holds notes.txt, which is none of its files); choose another folder with -o"
    assert (said.status, said.err) == (3, f"gouji: {REPORTS / 'yuyao_2020.pdf'}: {what}\n")
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_package_is_not_written_over_its_source(gouji: Gouji, tmp_path: Path) -> None:
    source = tmp_path / "source.kirogov/source.pdf"
    source.parent.mkdir()
    source.write_bytes((REPORTS / "yuyao_2020.pdf").read_bytes())
    assert gouji("read", source, "-o", tmp_path, "--to", "kirogov").status == 2


def test_what_fits_no_package_gets_its_other_kinds(gouji: Gouji, tmp_path: Path) -> None:
    said = gouji("read", REPORTS / "haishu_2018.pdf", "-o", tmp_path, "--to", "kirogov,csv", "-q")
    assert said.status == 3
    assert said.err.endswith("and its form is list-2014; leave kirogov out of --to\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["haishu_2018.csv", "haishu_2018.json"]
