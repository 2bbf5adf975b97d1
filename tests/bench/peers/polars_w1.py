"""W1 in Polars: the rules of assets.yaml as lazy expressions, whose `&` and `|` are Kleene's. One thread, streaming."""

import os
import sys
from datetime import date

os.environ["POLARS_MAX_THREADS"] = "1"

import polars as pl  # noqa: E402  (the number of threads has to be set before)


def text(name):
    return pl.col(name)


def option(name, options):
    return pl.when(pl.col(name).is_in(options)).then(pl.col(name))


def words(column):
    """Words of the generated texts stand one space apart and hold a letter, so the cheapest count is right."""
    return column.str.count_matches(" ", literal=True) + 1


def contains_any(column, wanted):
    return column.str.contains_any(wanted, ascii_case_insensitive=True)


kind = option(
    "asset-type",
    ["statue", "bust", "monument", "plaque", "street", "building", "school", "park", "mural", "fountain"],
)
name, inscription, street = text("name"), text("inscription"), text("street")
postcode, entry = text("postcode"), text("list-entry")
year = pl.col("year-installed").cast(pl.Int32, strict=False)
owned = pl.when(pl.col("council-owned") == "yes").then(True).when(pl.col("council-owned") == "no").then(False)
grade = option("designation", ["I", "II*", "II", "none"])
listed_on = pl.col("listed-on").str.to_date("%Y-%m-%d", strict=False)
reviewed = pl.col("last-reviewed").str.to_date("%Y-%m-%d", strict=False)
latitude = pl.col("latitude").cast(pl.Float64, strict=False)

cells = {
    "kind": kind,
    "year": year,
    "owned": owned,
    "grade": grade,
    "listed_on": listed_on,
    "reviewed": reviewed,
    "degrees": latitude,
}
kind, year, owned, grade, listed_on, reviewed, latitude = (pl.col(column) for column in cells)
portrait = kind.is_in(["statue", "bust", "monument"])
always = pl.lit(True)

# id, when, require
RULES = [
    ("type-missing", always, kind.is_not_null()),
    ("portrait-without-name", portrait, name.is_not_null()),
    ("plaque-without-inscription", kind == "plaque", inscription.is_not_null() & (words(inscription) >= 5)),
    ("owner-unknown", kind != "street", owned.is_not_null()),
    ("year-implausible", always, (year >= 1500) & (year <= 2026)),
    ("postcode-malformed", always, postcode.str.contains("^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$")),
    ("list-entry-malformed", grade != "none", entry.str.contains("^[1-9][0-9]{6}$")),
    ("entry-without-designation", grade == "none", entry.is_null()),
    ("reviewed-before-listed", always, reviewed >= listed_on),
    ("review-overdue", owned, reviewed >= date(2020, 1, 1)),
    ("listed-without-date", grade != "none", listed_on.is_not_null() & (listed_on >= date(1947, 1, 1))),
    ("outside-the-city", always, (latitude >= 51.28) & (latitude <= 51.7)),
    ("placeholder-name", always, ~contains_any(name, ["unnamed", "tbc"])),
    ("top-grade-unowned", grade.is_in(["I", "II*"]), owned | (reviewed >= date(2015, 1, 1))),
    ("old-portrait-unlisted", portrait & (year < 1900), grade != "none"),
    ("street-listed", kind == "street", pl.col("designation").is_null() | (grade == "none")),
    (
        "contested-text-unexplained",
        contains_any(inscription, ["slave", "colonial"]),
        (reviewed >= date(2021, 6, 1)) & (words(inscription) >= 12),
    ),
    ("building-without-address", kind.is_in(["building", "school"]), postcode.is_not_null() & street.is_not_null()),
    (
        "modern-work-undescribed",
        (year >= 2000) & ~kind.is_in(["street", "park"]),
        owned | (inscription.is_not_null() & (words(inscription) >= 4)),
    ),
    ("recent-work-listed-early", year > 1950, listed_on.is_null() | (listed_on >= date(1990, 1, 1))),
]

verdicts = []
for index, (_, when, require) in enumerate(RULES):
    verdicts += [
        (when & require).sum().alias(f"{index}-met"),
        (when & ~require).sum().alias(f"{index}-not-met"),
        (when.is_null() | (when & require.is_null())).sum().alias(f"{index}-cannot-tell"),
        (~when).sum().alias(f"{index}-does-not-apply"),
    ]
rows = pl.scan_csv(sys.argv[1], infer_schema=False)
counts = (
    rows.with_columns(**{column: made for column, made in cells.items()})
    .select(verdicts)
    .collect(engine="streaming")
    .row(0)
)
for index, (rule, _, _) in enumerate(RULES):
    print(rule, *counts[4 * index : 4 * index + 4], sep="\t")
