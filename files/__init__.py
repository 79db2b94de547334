"""A report becomes the files that people and other programs use.

One module a kind, each with one function; none of them loads the libraries of another::

    from files.xlsx import report_to_xlsx

    Path("report.xlsx").write_bytes(report_to_xlsx(report))
"""
