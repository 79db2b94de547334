"""Form files: the three that come with the package, one of one's own, and every fault of a bad one at once."""

from pathlib import Path

import pytest

from layout.errors import FormError, UnknownForm
from layout.form_file import declared_forms, form_by_key, read_form
from tests.layout.made_up import FORM_TEXT, library_form

ADDRESSES = {
    ("annual-2019", "proactive"): 22,
    ("annual-2019", "requests"): 23 * 7,
    ("annual-2019", "review"): 3 * 5,
    ("annual-2021", "proactive"): 10,
    ("annual-2021", "requests"): 25 * 7,
    ("annual-2021", "review"): 3 * 5,
    ("list-2014", "list"): 58,
}
LABEL = '{ key = "kept", labels = ["三、尚未归还"] }'


def faults(folder: Path, *changes: tuple[str, str]) -> tuple[str, ...]:
    """What is wrong with the made-up form after some changes."""
    text = FORM_TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "bad.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(FormError) as caught:
        read_form(path)
    return caught.value.faults


@pytest.mark.parametrize("key", ["annual-2019", "annual-2021", "list-2014"])
def test_the_forms_that_come_along_have_their_addresses(key: str) -> None:
    form = declared_forms()[key]
    counted = {(key, table.key): sum(len(block.rows) * len(block.columns) for block in table.blocks) for table in form.tables}
    assert counted == {address: count for address, count in ADDRESSES.items() if address[0] == key}


@pytest.mark.parametrize("key", ["annual-2019", "annual-2021", "list-2014"])
def test_no_address_is_there_twice(key: str) -> None:
    tables = declared_forms()[key].tables
    addresses = [(t.key, row.key, column.key) for t in tables for block in t.blocks for row in block.rows for column in block.columns]
    assert len(addresses) == len(set(addresses))


def test_the_form_of_the_docs_loads(tmp_path: Path) -> None:
    form = library_form(tmp_path)
    assert (form.key, form.years, [table.key for table in form.tables]) == ("library-2022", (2022, None), ["lending", "funds"])


def test_a_form_is_named_by_key_or_file(tmp_path: Path) -> None:
    form = library_form(tmp_path)
    assert form_by_key(str(tmp_path / "library.toml")) == form
    assert form_by_key("list-2014").key == "list-2014"


def test_an_unknown_form_says_which_there_are() -> None:
    with pytest.raises(UnknownForm) as caught:
        form_by_key("annual-1999")
    assert str(caught.value) == "no form 'annual-1999'; the declared forms are annual-2019, annual-2021, list-2014"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('key = "library-2022"', "", "key: is missing"),
        ('key = "library-2022"', 'key = ""', "key: is empty"),
        ('key = "library-2022"', "key = 3", "key: should be a text"),
        ('key = "library-2022"', 'key = "x"\ncolour = "red"', "colour: is not a key of a form"),
        ('"gouji.form/1"', '"gouji.form/9"', "schema: 'gouji.form/9' is not 'gouji.form/1'"),
        ("{ from = 2022 }", "{ from = true }", "years.from: should be a whole number"),
        ("{ from = 2022 }", "{ from = 2022, until = 3 }", "years.until: is not a key of a form"),
        ('"无"]', '"无", " "]', "blank_marks[3]: should be a text that is not empty"),
        ('"万" = "万元"', '"万" = 10000', "units.万: should be a text"),
        ('kind = "change"', 'kind = "odd"', "tables[1].blocks[0].columns[0].kind: 'odd' is not one of count, change, amount"),
        (LABEL, '{ key = "kept", labels = [] }', "tables[0].blocks[0].rows[3].labels: is empty"),
        ('"returned.damaged", labels', '"returned.damaged", lables', "tables[0].variants[0].rows[0].labels: is missing"),
        ('after = "returned.late"', "", "tables[0].variants[0]: should have either replaces or after"),
        ('right = ["adults", "children"]', 'tolerance = "few"', "tables[0].identities[1].tolerance: 'few' is not a number"),
        (
            LABEL,
            '{ key = "kept", labels = ["三、尚未归还", "一、 借出图书"] }',
            "tables[0].blocks[0].rows[3].labels[1]: '一、 借出图书' is a label of tables[0].blocks[0].rows[0] too",
        ),
        (LABEL, '{ key = "lent", labels = ["别的"] }', "tables[0].blocks[0].rows[3].key: 'lent' is there twice"),
        (
            LABEL,
            '{ key = "kept", labels = ["三、尚未归还"], under = "nobody" }',
            "tables[0].blocks[0].rows[3].under: 'nobody' is neither a group nor a row of the block",
        ),
        ('left = ["lent"]', 'left = ["lend"]', "tables[0].identities[0].left[0]: 'lend' names no row"),
        ('left = ["total"]', 'left = ["sum"]', "tables[0].identities[1].left[0]: 'sum' names no column"),
        ('after = "returned.late"', 'after = "nothing"', "tables[0].variants[0].after: 'nothing' names no row"),
        (
            '["returned.on_time", "returned.late"]',
            '["returned.on_time", "x"]',
            "tables[0].variants[1].replaces[1]: 'x' names no row",
        ),
        (
            'labels = ["（三）损坏赔偿"], under = "returned"',
            'labels = ["（三）损坏赔偿"], under = "x"',
            "tables[0].variants[0].rows[0].under: 'x' is neither a group nor a row of the table",
        ),
    ],
)
def test_a_fault_has_its_address(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert fault in faults(tmp_path, (old, new))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    assert faults(
        tmp_path, ('name = "library form"', "size = 3"), ('kind = "amount"', 'kind = "sum"'), ('each = "row"', 'each = "cell"')
    ) == (
        "name: is missing",
        "tables[0].identities[1].each: 'cell' is not one of column, row",
        "tables[1].blocks[0].columns[1].kind: 'sum' is not one of count, change, amount",
        "size: is not a key of a form",
    )


def test_a_variant_may_not_bring_in_a_label_that_is_there(tmp_path: Path) -> None:
    assert (
        faults(tmp_path, ('"（三）损坏赔偿"', '"（一）按期归还"'))
        == (
            "tables[0] printed with damaged_apart[3].labels[0]: '（一）按期归还' is a label of tables[0] printed with damaged_apart[1] too",
            "tables[0] printed with damaged_apart, returned_in_one_row: ...",
        )[:1]
    )


@pytest.mark.parametrize("data", [b"key = ", b"\xff\xfe"])
def test_what_is_no_toml_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(data)
    with pytest.raises(FormError, match=r"^bad\.toml: not a TOML file: "):
        read_form(path)


def test_every_fault_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('schema = "gouji.form/1"', "utf-8")
    with pytest.raises(FormError) as caught:
        read_form(path)
    assert all(line.startswith("bad.toml: ") for line in str(caught.value).splitlines())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('right = ["before:kept"]', 'right = ["before:gone"]', "tables[0].years[0].right[0]: 'before:gone' names no row"),
        ('right = ["before:kept"]', 'right = ["kept"]', "tables[0].years[0]: names nothing of the year before, like 'before:total'"),
        ('id = "growth"', 'id = "balance"', "tables[0].years[1].id: 'balance' is an identity of the table too"),
        ('id = "growth"', 'id = "returned_later"', "tables[0].years[1].key: 'returned_later' is there twice"),
        ('mismatch = "advice"', 'mismatch = "shrug"', "tables[0].years[1].mismatch: 'shrug' is not one of fails, advice"),
        ('"returned.*", "kept"]', '"before:kept"]', "tables[0].identities[0].right[1]: 'before:kept' names no row"),
        ('children = "sum"', 'children = "all"', "tables[0].children: 'all' is not one of apart, sum"),
        ('["lending/lent/total"]', '["lending"]', "narrative.quotes[0].cells[0]: 'lending' names no cell, like 'table/row/column'"),
        ('phrases = ["归还…N册"]', 'phrases = ["归还…册"]', "narrative.quotes[1].phrases[0]: '归还…册' should have one N, for the figure"),
        ('phrases = ["归还…N册"]', "", "narrative.quotes[1].phrases: is missing"),
        ('id = "returned"\n', 'id = "lent"\n', "narrative.quotes[1].key: 'lent' is there twice"),
    ],
)  # fmt: skip
def test_faults_of_years_and_quotes(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert faults(tmp_path, (old, new)) == (fault,)


def test_a_table_called_narrative_beside_quotes(tmp_path: Path) -> None:
    fault = "narrative.quotes: their checks cannot be told from those of the table 'narrative'"
    assert faults(tmp_path, ('key = "funds"', 'key = "narrative"')) == (fault,)
