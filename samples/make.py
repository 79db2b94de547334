"""Command line: writes made-up reports with their truth, or the committed samples."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from layout.form_file import declared_forms
from samples.browser import print_pages
from samples.compose import draw_report
from samples.dump import KINDS, report_to_dump
from samples.html import draw_habits, report_to_html, write_html
from samples.kinds import KINDS as SCAN_KINDS
from samples.layouts import draw_look
from samples.report import Report, Truth, truth_to_json

__all__ = ["RENDERERS", "main", "make_reports", "make_scans"]

RENDERERS = ("pdf", "browser", "html", "dump")
REPORTS = Path(__file__).parent / "reports"
SUFFIXES = {"pdf": "pdf", "browser": "pdf", "html": "html", "dump": "txt"}


def make_reports(form: str, renderer: str, count: int, seed: int, folder: Path, *, slip_share: float = 0.0) -> tuple[Path, ...]:
    """Write ``count`` reports and their ``<stem>.truth.json``; the files, in order. The same arguments give the same reports."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    pages: list[tuple[str, Path]] = []
    for number in range(count):
        name = f"{seed}/{renderer}/{number}"
        report = draw_report(declared_forms()[form], name, slip_share=slip_share)
        path = folder / f"{form}_{renderer}_{seed}_{number:03}.{SUFFIXES[renderer]}"
        truth = report.truth
        if renderer == "browser":
            pages.append((report_to_html(report, draw_look(f"{form}/{name}"), draw_habits(name)), path))
        else:
            truth = _write(report, renderer, f"{form}/{name}", path)
        path.with_suffix(".truth.json").write_text(truth_to_json(truth), "utf-8")
        files.append(path)
    if pages:
        print_pages(pages)
    return tuple(files)


def make_scans(
    form: str, kind: str, count: int, seed: int, folder: Path, *, slip_share: float = 0.0, container: str = "pdf", layer: bool = False
) -> tuple[Path, ...]:
    """Write ``count`` scanned reports of a kind of damage (``samples.kinds``) and their truth; the files, in order.

    The reports are those of ``make_reports`` with the renderer ``pdf`` and the same seed.
    """
    from samples.scan_truth import read_original, scan_original  # OpenCV is not needed for the other renderers

    files: list[Path] = []
    with tempfile.TemporaryDirectory() as printed:
        for path in make_reports(form, "pdf", count, seed, Path(printed), slip_share=slip_share):
            file = folder / f"{path.stem.replace('_pdf_', f'_{kind}_')}.{container}"
            files += scan_original(read_original(path), SCAN_KINDS[kind], seed, file, layer=layer)
    return tuple(files)


def _write(report: Report, renderer: str, name: str, path: Path) -> Truth:
    if renderer == "html":
        write_html(report, draw_look(name), path, draw_habits(name))
    elif renderer == "dump":
        kind = tuple(KINDS)[int(path.stem[-3:]) % len(KINDS)]
        text, truth = report_to_dump(report, kind, name)
        path.write_text(text, "utf-8")
        return truth
    else:
        from samples.pdf import write_pdf  # reportlab and its fonts are not needed for the other renderers

        write_pdf(report, draw_look(name), path)
    return report.truth


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="samples.make", description="Write made-up reports with their truth.")
    parser.add_argument("--form", choices=(*declared_forms(), "all"), default="all", help="which declared form (default: all)")
    parser.add_argument("--renderer", choices=(*RENDERERS, "scan"), default="pdf", help="what to print with (default: pdf)")
    parser.add_argument("--kind", choices=SCAN_KINDS, default="office", help="what happens to scanned pages (default: office)")
    parser.add_argument("--container", choices=("pdf", "tiff", "png", "jpg"), default="pdf", help="how scans are written (default: pdf)")
    parser.add_argument("--text-layer", action="store_true", help="give scanned PDFs the hidden text layer of a bad reader")
    parser.add_argument("--count", type=int, default=10, help="how many of each form (default: 10)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same reports (default: 1)")
    parser.add_argument("--slips", type=float, default=0.0, help="share of reports with a planted slip (default: 0)")
    parser.add_argument("--into", type=Path, help="folder for the files")
    parser.add_argument("--seeds-into", type=Path, metavar="DIR", help="write the committed samples into this folder instead")
    parser.add_argument(
        "--scans-into", type=Path, metavar="DIR", help="write the committed scans of samples/reports into this folder instead"
    )
    options = parser.parse_args(arguments)
    if options.into is None and options.seeds_into is None and options.scans_into is None:
        parser.error("one of --into, --seeds-into and --scans-into is needed")
    return options


def _made(options: argparse.Namespace) -> Iterator[Path]:
    if options.seeds_into is not None:
        from samples.given import make_given

        yield from make_given(options.seeds_into)
        return
    if options.scans_into is not None:
        from samples.given_scans import make_given_scans

        yield from make_given_scans(REPORTS, options.scans_into)
        return
    for form in declared_forms() if options.form == "all" else (options.form,):
        given = options.count, options.seed, options.into
        if options.renderer == "scan":
            settings = {"container": options.container, "layer": options.text_layer}
            yield from make_scans(form, options.kind, *given, slip_share=options.slips, **settings)
        else:
            yield from make_reports(form, options.renderer, *given, slip_share=options.slips)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    for path in _made(_options(arguments)):
        print(path)


if __name__ == "__main__":
    main()
