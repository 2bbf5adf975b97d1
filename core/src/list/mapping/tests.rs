use super::*;

fn field(id: &str, labels: &[&str], aliases: &[&str]) -> FieldNames {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    FieldNames { id: id.to_owned(), labels: owned(labels), aliases: owned(aliases) }
}

fn fields() -> Vec<FieldNames> {
    vec![
        field("name", &["Name of the asset"], &["NAME1", "Title"]),
        field("street", &["Street"], &["road name"]),
        field("listed-on", &["Date of listing"], &["DATE_OF_LI"]),
        field("grade", &["Listing grade"], &[]),
    ]
}

fn map(header: &[&str], overrides: &[(&str, &str)]) -> Mapping {
    let header: Vec<String> = header.iter().map(|text| (*text).to_owned()).collect();
    let overrides: Vec<(String, String)> = overrides.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    map_columns(&header, &fields(), &overrides)
}

fn said(mapping: &Mapping) -> Vec<String> {
    mapping.problems.iter().map(|problem| format!("{problem}; {}", problem.help)).collect()
}

#[test]
fn every_reason() {
    let mapping = map(&["name", "Street", "DATE_OF_LI", "LISTING  GRADE", "other"], &[]);
    let reasons: Vec<_> = mapping.columns.iter().map(|column| (column.field, column.why)).collect();
    let expected = [
        (Some(0), Why::Id),
        (Some(1), Why::Label),
        (Some(2), Why::Alias),
        (Some(3), Why::Normalised),
        (None, Why::Unmapped),
    ];
    assert_eq!(reasons, expected);
    let notes: Vec<_> = mapping.columns.iter().map(|column| column.note.as_str()).collect();
    assert_eq!(
        notes,
        [
            "column `name` is the field's id",
            "column `Street` is `street`, whose label it has",
            "column `DATE_OF_LI` is `listed-on`, of which it is an alias",
            "column `LISTING  GRADE` is `grade`: but for case, spaces and punctuation it is `Listing grade`",
            "column `other` fits no field: not read",
        ]
    );
    assert!(mapping.problems.is_empty() && mapping.unsupplied.is_empty());
    assert_eq!((mapping.column_of(2), mapping.unmapped().count()), (Some(2), 1));
}

#[test]
fn two_columns_for_one_field_are_not_guessed_between() {
    let mapping = map(&["NAME1", "Title"], &[]);
    assert_eq!(
        said(&mapping),
        [
            "columns `NAME1` and `Title` could each be the field `name`; say which, for example `--columns \"NAME1=name\"`"
        ]
    );
    assert_eq!(mapping.column_of(0), None);
    assert_eq!(mapping.unsupplied, [0, 1, 2, 3]);
    let settled = map(&["NAME1", "Title"], &[("Title", "name")]);
    assert!(settled.problems.is_empty());
    assert_eq!(settled.column_of(0), Some(1));
    assert_eq!(settled.columns[0].note, "column `NAME1` also fits `name`, which column `Title` supplies: not read");
    let aside = map(&["NAME1", "Title"], &[("NAME1", "")]);
    assert_eq!((aside.problems.len(), aside.column_of(0), aside.columns[0].why), (0, Some(1), Why::SetAside));
}

#[test]
fn the_very_id_is_not_a_guess() {
    let mapping = map(&["NAME1", "name"], &[]);
    assert!(mapping.problems.is_empty());
    assert_eq!(mapping.column_of(0), Some(1));
    assert_eq!(mapping.columns[0].note, "column `NAME1` also fits `name`, but column `name` has its id: not read");
}

#[test]
fn the_same_header_twice_is_told_apart_by_letters() {
    let mapping = map(&["street", "x", "street"], &[]);
    assert_eq!(
        said(&mapping),
        [
            "columns `A` and `C` (all headed `street`) could each be the field `street`; say which, for example `--columns \"A=street\"`"
        ]
    );
    assert_eq!(map(&["street", "x", "street"], &[("C", "street")]).column_of(1), Some(2));
    assert_eq!(map(&["street", "x", "street"], &[("3", "street")]).column_of(1), Some(2));
    let ambiguous = map(&["street", "x", "street"], &[("street", "street")]);
    assert!(said(&ambiguous)[0].starts_with("the list has 2 columns `street`: A, C; name the column by its letters"));
}

#[test]
fn one_column_for_two_fields_is_not_guessed() {
    let fields = [field("a", &["Date"], &[]), field("b", &["Date"], &[])];
    let mapping = map_columns(&["Date".to_owned()], &fields, &[]);
    assert_eq!(said(&mapping), ["column `Date` could be `a` or `b`; say which, for example `--columns \"Date=a\"`"]);
    assert_eq!(mapping.columns[0].field, None);
}

#[test]
fn near_misses_and_cut_off_headers_are_only_suggested() {
    let mapping = map(&["Stret", "Listing gr", "Listing_gr", "", "zzz"], &[]);
    let suggestions: Vec<_> = mapping.columns.iter().map(|column| column.suggestion).collect();
    assert_eq!(suggestions, [Some(1), Some(3), Some(3), None, None]);
    assert_eq!(mapping.columns[0].note, "column `Stret` fits no field; did you mean `street`? not read");
    assert_eq!(
        mapping.columns[1].note,
        "column `Listing gr` fits no field; it may be `grade` cut off at 10 characters: not read"
    );
    assert_eq!(mapping.columns[3].note, "column D has no header: not read");
    assert!(mapping.columns.iter().all(|column| column.field.is_none()));
    assert_eq!(mapping.unsupplied, [0, 1, 2, 3]);
}

#[test]
fn wrong_overrides_are_problems_with_a_way_out() {
    let mapping = map(&["Street", "b"], &[("Stret", "street"), ("Street", "stret"), ("q", "name"), ("b", "qqqqqq")]);
    assert_eq!(
        said(&mapping),
        [
            "the list has no column `Stret`; did you mean `Street`?",
            "the framework has no field `stret`; did you mean `street`?",
            "the list has no column `q`; the list's columns are `Street`, `b`",
            "the framework has no field `qqqqqq`; the fields are `name`, `street`, `listed-on`, `grade`",
        ]
    );
    let twice = map(&["a", "b"], &[("a", "name"), ("b", "name"), ("a", "street"), ("a", "name")]);
    assert_eq!(
        said(&twice),
        [
            "columns `a` and `b` were both given for the field `name`; give one column for each field",
            "column `a` was given for both `name` and `street`; give one field for each column",
        ]
    );
}

#[test]
fn letters_go_on_after_z() {
    let letters: Vec<_> = [0, 25, 26, 51, 52, 701, 702].map(column_letters).into();
    assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
}

#[test]
fn headers_of_punctuation_fit_nothing() {
    let mapping = map(&["???", "  ", "street "], &[]);
    assert_eq!(mapping.columns.iter().map(|column| column.field).collect::<Vec<_>>(), [None, None, Some(1)]);
}
