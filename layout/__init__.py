"""Words and rulings become grids, grids the tables of a form, and tables checked tables.

The public way in::

    from layout import read_report, report_to_json

    report = read_report(Path("report.pdf"))
    for address, cell in report.cells(): ...
"""

from layout.markdown import report_to_markdown
from layout.read import check_report, read_report
from layout.report import ACCEPTED, Check, Report, ReportCell, ReportTable, Section, Unplaced
from layout.report_file import report_from_json, report_schema, report_to_json
from layout.review import ReviewItem, review_order

__all__ = [
    "ACCEPTED",
    "Check",
    "Report",
    "ReportCell",
    "ReportTable",
    "ReviewItem",
    "Section",
    "Unplaced",
    "check_report",
    "read_report",
    "report_from_json",
    "report_schema",
    "report_to_json",
    "report_to_markdown",
    "review_order",
]
