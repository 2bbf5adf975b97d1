"""W1 in DuckDB: the rules of assets.yaml as SQL, whose NULL logic is three-valued too. One thread."""

import sys

import duckdb

CELLS = """
    nullif("asset-type", '') AS kind_text, name, inscription, street, postcode, designation AS designation_text,
    "list-entry" AS list_entry,
    CASE WHEN "asset-type" IN ('statue', 'bust', 'monument', 'plaque', 'street', 'building', 'school', 'park', 'mural',
        'fountain') THEN "asset-type" END AS kind,
    TRY_CAST("year-installed" AS INTEGER) AS year,
    CASE "council-owned" WHEN 'yes' THEN true WHEN 'no' THEN false END AS owned,
    CASE WHEN designation IN ('I', 'II*', 'II', 'none') THEN designation END AS grade,
    TRY_CAST("listed-on" AS DATE) AS listed_on,
    TRY_CAST("last-reviewed" AS DATE) AS reviewed,
    TRY_CAST(latitude AS DOUBLE) AS latitude
"""


def words(text):
    """Words of the generated texts stand one space apart and hold a letter, so the cheapest count is right."""
    return f"(length({text}) - length(replace({text}, ' ', '')) + 1)"


# id, when, require
RULES = [
    ("type-missing", "true", "kind IS NOT NULL"),
    ("portrait-without-name", "kind IN ('statue', 'bust', 'monument')", "name IS NOT NULL"),
    ("plaque-without-inscription", "kind = 'plaque'", f"inscription IS NOT NULL AND {words('inscription')} >= 5"),
    ("owner-unknown", "kind <> 'street'", "owned IS NOT NULL"),
    ("year-implausible", "true", "year >= 1500 AND year <= 2026"),
    ("postcode-malformed", "true", "regexp_matches(postcode, '^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$')"),
    ("list-entry-malformed", "grade <> 'none'", "regexp_matches(list_entry, '^[1-9][0-9]{6}$')"),
    ("entry-without-designation", "grade = 'none'", "list_entry IS NULL"),
    ("reviewed-before-listed", "true", "reviewed >= listed_on"),
    ("review-overdue", "owned", "reviewed >= DATE '2020-01-01'"),
    ("listed-without-date", "grade <> 'none'", "listed_on IS NOT NULL AND listed_on >= DATE '1947-01-01'"),
    ("outside-the-city", "true", "latitude >= 51.28 AND latitude <= 51.7"),
    ("placeholder-name", "true", "NOT (contains(lower(name), 'unnamed') OR contains(lower(name), 'tbc'))"),
    ("top-grade-unowned", "grade IN ('I', 'II*')", "owned OR reviewed >= DATE '2015-01-01'"),
    ("old-portrait-unlisted", "kind IN ('statue', 'bust', 'monument') AND year < 1900", "grade <> 'none'"),
    ("street-listed", "kind = 'street'", "designation_text IS NULL OR grade = 'none'"),
    (
        "contested-text-unexplained",
        "contains(lower(inscription), 'slave') OR contains(lower(inscription), 'colonial')",
        f"reviewed >= DATE '2021-06-01' AND {words('inscription')} >= 12",
    ),
    ("building-without-address", "kind IN ('building', 'school')", "postcode IS NOT NULL AND street IS NOT NULL"),
    (
        "modern-work-undescribed",
        "year >= 2000 AND kind NOT IN ('street', 'park')",
        f"owned OR (inscription IS NOT NULL AND {words('inscription')} >= 4)",
    ),
    ("recent-work-listed-early", "year > 1950", "listed_on IS NULL OR listed_on >= DATE '1990-01-01'"),
]

conditions = ", ".join(f"({when}) AS w{i}, ({require}) AS r{i}" for i, (_, when, require) in enumerate(RULES))
counts = ", ".join(
    f"count_if(w{i} AND r{i}), count_if(w{i} AND NOT r{i}), count_if(w{i} IS NULL OR (w{i} AND r{i} IS NULL)), "
    f"count_if(NOT w{i})"
    for i in range(len(RULES))
)
connection = duckdb.connect(config={"threads": 1})
row = connection.execute(
    f"SELECT {counts} FROM (SELECT {conditions} FROM (SELECT {CELLS} FROM read_csv(?, header=true, delim=',', "
    "quote='\"', escape='\"', all_varchar=true)))",
    [sys.argv[1]],
).fetchone()
for i, (rule, _, _) in enumerate(RULES):
    print(rule, *row[4 * i : 4 * i + 4], sep="\t")
