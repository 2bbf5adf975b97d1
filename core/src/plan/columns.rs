//! Which column of a list supplies which field of a plan, and what an audit says of it.

use super::collect::NoteKey;
use super::{FieldInfo, Part, Plan, template};
use crate::audit::{Audit, ColumnReport, NoteKind, RefusedRow};
use crate::batch::FieldIndex;
use crate::ir::{RECORD, SlotId};
use crate::list::{CountedRows, FieldNames, HeaderNames, Mapping, Problem, RowBlock, map_columns};
use crate::value::FieldType;

/// How many headers and fields are named where no column is a field.
const NAMED: usize = 40;
/// Of how many fields it is said which columns they may be, and of how many columns.
const SUGGESTED: usize = 4;

/// What is to be said of a block's rows beside what is found in its records, for [`Part::remark`](super::Part::remark).
///
/// It is taken from the block before [`BatchBuilder::add_rows`](crate::BatchBuilder::add_rows) takes the block over.
#[derive(Debug, Clone, Default)]
pub struct RowRemarks {
    pub(super) refused: Vec<RefusedRow>,
    pub(super) blank: CountedRows,
    pub(super) totals: CountedRows,
    pub(super) heads: CountedRows,
    pub(super) footnotes: CountedRows,
    pub(super) hidden: CountedRows,
    /// Field, mark and rows.
    pub(super) dittos: Vec<(FieldIndex, &'static str, CountedRows)>,
}

impl RowRemarks {
    /// See [`Part::remark`].
    pub(super) fn put_into(self, part: &mut Part) {
        let RowRemarks { refused, blank, totals, heads, footnotes, hidden, dittos } = self;
        for row in refused {
            part.refuse(row);
        }
        part.blank += blank.count;
        let of_rows = [
            (NoteKind::BlankRow, blank, "rows without any content, skipped"),
            (NoteKind::HiddenRow, hidden, "hidden by a filter or by hand, read like the others"),
            (NoteKind::TotalRow, totals, "reads like a total, counted as a record"),
            (NoteKind::RepeatedHeader, heads, "repeats the header, counted as a record"),
            (NoteKind::Footnote, footnotes, "reads like a remark, counted as a record"),
        ];
        let of_rows = of_rows.map(|(kind, rows, what)| (kind, None, rows, what.to_owned()));
        let of_cells = dittos.into_iter().map(|(field, mark, rows)| {
            let what =
                format!("`{mark}` stands for the cell above, which is not looked at; write in each cell what it says");
            (NoteKind::DittoMark, Some(field.0), rows, what)
        });
        for (kind, slot, rows, what) in of_rows.into_iter().chain(of_cells) {
            if rows.count > 0 {
                part.note(NoteKey { kind, slot, what }, |note| {
                    note.count += rows.count;
                    for row in &rows.first {
                        note.keep(*row);
                    }
                });
            }
        }
    }

    /// The highest number of a row that was refused, or is named as blank; 0 where there is none.
    pub fn last_row(&self) -> u64 {
        self.refused.iter().map(|row| row.row).chain(self.blank.first.iter().copied()).max().unwrap_or(0)
    }
}

impl Plan {
    /// Whether a record is named by any of these fields: its id, its name, or a name that is compared; `None` where the framework has none of them.
    fn names_records(&self, mut fields: impl Iterator<Item = FieldIndex>) -> Option<bool> {
        let shape = &self.inner.checked.shape;
        let compared = shape.screenings.iter().flat_map(|screening| &screening.names);
        let names: Vec<SlotId> = shape.id.iter().chain(&shape.name).chain(compared).copied().collect();
        (!names.is_empty()).then(|| fields.any(|field| names.contains(&field.0)))
    }
}

/// The columns of a list, matched to the fields of a plan's records.
///
/// ```
/// use due_regard::{ListColumns, Settings, Source, load};
/// # let text = "{language: 1, framework: streets, version: 1.0.0, title: Streets, record: {noun: street, plural: streets, id: ref}, sections: [{id: all, fields: [{id: ref, type: text}, {id: listed, type: yes-no}]}]}";
/// let plan = load(Source::new("streets.yaml", text)).plan(Settings::new("2026-11-22".parse()?))?;
/// let header = ["Ref", "Remarks"].map(String::from);
/// let columns = ListColumns::of(&plan, &header, &[]);
/// assert_eq!(columns.problem(), None);
/// assert_eq!(columns.supplied().len(), 1);
/// // What people say goes before what was guessed, and what they misspell is no guess.
/// let asked = [("Remarkz".to_owned(), "listed".to_owned())];
/// assert!(ListColumns::of(&plan, &header, &asked).problem().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ListColumns {
    supplied: Vec<(usize, FieldIndex)>,
    mapping: Mapping,
    fields: Vec<FieldInfo>,
    groups: Vec<(String, String)>,
    /// Whether the only column that was understood, of several and with nothing said by hand, is none by which a record is named: the row may be no header.
    is_doubtful: bool,
}

impl ListColumns {
    /// Matches a header to the plan's fields; `overrides` are pairs of a header (or a column's letters or number) and a field, which is empty for a column that is to be set aside.
    ///
    /// What cannot be settled is a [problem](ListColumns::problem), and the rest is matched all the same, so that people see all of it at once.
    pub fn of(plan: &Plan, header: &[String], overrides: &[(String, String)]) -> Self {
        let fields: Vec<FieldInfo> = plan.fields().into_iter().filter(|field| field.of_record).collect();
        let names: Vec<FieldNames> = fields
            .iter()
            .map(|field| FieldNames {
                id: field.path.clone(),
                labels: vec![field.label.clone()],
                aliases: field.aliases.clone(),
            })
            .collect();
        let mapping = map_columns(header, &names, overrides);
        let supplied: Vec<(usize, FieldIndex)> = mapping
            .columns
            .iter()
            .filter_map(|column| Some((column.column, fields.get(column.field?)?.index)))
            .collect();
        const SEVERAL: usize = 3;
        let is_doubtful = overrides.is_empty()
            && header.len() >= SEVERAL
            && supplied.len() == 1
            && plan.names_records(supplied.iter().map(|(_, field)| *field)) == Some(false);
        Self { supplied, mapping, fields, groups: groups(plan), is_doubtful }
    }

    /// The names by which a header of a list for this plan can be told from other rows: those of its fields, and those that people give by hand (`overrides`, as in [`ListColumns::of`]).
    pub fn names(plan: &Plan, overrides: &[(String, String)]) -> HeaderNames {
        let fields: Vec<FieldInfo> = plan.fields().into_iter().filter(|field| field.of_record).collect();
        let of_fields = fields.iter().map(|field| {
            let own = [field.path.as_str(), field.label.as_str()];
            own.into_iter().chain(field.aliases.iter().map(String::as_str)).collect::<Vec<_>>()
        });
        HeaderNames::new(of_fields.chain(overrides.iter().map(|(header, _)| vec![header.as_str()])))
    }

    /// Column and field, for [`BatchBuilder::add_rows`](crate::BatchBuilder::add_rows).
    pub fn supplied(&self) -> &[(usize, FieldIndex)] {
        &self.supplied
    }

    /// What each column was taken for, and why.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The header of the column that supplies a field, by the field's path; `None` where no column does.
    pub fn header_of(&self, field: &str) -> Option<&str> {
        let place = self.fields.iter().position(|known| known.path == field)?;
        let column = self.mapping.columns.iter().find(|column| column.field == Some(place))?;
        Some(&column.header)
    }

    /// The fields of a record, by whose places the mapping names them.
    pub fn fields(&self) -> &[FieldInfo] {
        &self.fields
    }

    /// The groups of a record by path, with what people read. No column supplies rows of them, so that rules count none: whoever reads a list has to know.
    pub fn groups(&self) -> &[(String, String)] {
        &self.groups
    }

    /// What is to be said of the rows of a block: those that were refused or are blank, those that read like a total or a remark or repeat the header, those that their sheet hides, and cells that stand for the one above. `input` is
    /// the list's name, for the rows that were refused.
    pub fn remarks(&self, block: &RowBlock, input: &str) -> RowRemarks {
        let refused = |row: &crate::list::RefusedRow| RefusedRow {
            input: input.to_owned(),
            row: row.row,
            cause: row.cause.clone(),
        };
        let header: Vec<&str> = self.mapping.columns.iter().map(|column| column.header.as_str()).collect();
        RowRemarks {
            refused: block.refused().iter().map(refused).collect(),
            blank: block.blank_rows().clone(),
            totals: block.totals(),
            heads: block.repeats_of(&header),
            footnotes: block.footnotes(),
            hidden: block.hidden_rows().clone(),
            dittos: self.dittos(block),
        }
    }

    /// Marks that repeat the cell above, where people write a word or two: numbers and days cannot be read from them, which is said in any case, and in a long text `as above` is a text.
    fn dittos(&self, block: &RowBlock) -> Vec<(FieldIndex, &'static str, CountedRows)> {
        let mut found = Vec::new();
        for (column, field) in &self.supplied {
            let known = self.fields.iter().find(|known| known.index == *field);
            let is_words = |kind: FieldType| {
                use FieldType::{Choice, Choices, Person, Text, YesNo};
                matches!(kind, Text | Choice | Choices | YesNo | Person)
            };
            if known.is_some_and(|known| known.wanted && is_words(known.kind)) {
                found.extend(block.dittos(*column).into_iter().map(|(mark, rows)| (*field, mark, rows)));
            }
        }
        found
    }

    /// The first thing that has to be settled before the list can be read; `None` where it can be. A list of which no column is a field cannot.
    pub fn problem(&self) -> Option<Problem> {
        if let Some(first) = self.mapping.problems.first() {
            return Some(first.clone());
        }
        if !self.supplied.is_empty() && !self.is_doubtful {
            return None;
        }
        let headers: Vec<&str> = self
            .mapping
            .columns
            .iter()
            .map(|column| column.header.as_str())
            .filter(|header| !header.is_empty())
            .take(12)
            .collect();
        let fields: Vec<&str> = self.fields.iter().map(|field| field.path.as_str()).take(NAMED).collect();
        let columns = headers.join(", ");
        let understood = self.mapping.columns.iter().find(|column| column.field.is_some());
        let sentence = match understood {
            None => format!("no column is a field of the framework; the columns are {columns}"),
            Some(column) => format!(
                "only `{}` is a field of the framework, which names no record, so that this may be a row of the list and no header; the columns are {columns}",
                column.header
            ),
        };
        let mut help = suggestions(&self.fields, &self.report(None));
        help.push(format!("the fields are {}", fields.join(", ")));
        Some(Problem::new(sentence).help(help.join("; ")))
    }

    /// What columns may be meant for of which nothing is read, a sentence for each field, in the order of the framework: `` `name` may be `Title of the statue` or `Name of the artist` ``.
    pub fn suggestions(plan: &Plan, columns: &[ColumnReport]) -> Vec<String> {
        suggestions(&plan.fields(), columns)
    }

    /// What an audit says of the columns; with the list's name before each reason, where there are several lists.
    pub fn report(&self, input: Option<&str>) -> Vec<ColumnReport> {
        let columns = self.mapping.columns.iter();
        columns
            .map(|column| ColumnReport {
                header: column.header.clone(),
                field: column.field.and_then(|field| self.fields.get(field)).map(|field| field.path.clone()),
                why: match input {
                    None => column.note.clone(),
                    Some(input) => format!("{input}: {}", column.note),
                },
                suggestion: column.suggestion.and_then(|field| self.fields.get(field)).map(|field| field.path.clone()),
                states: Vec::new(),
            })
            .collect()
    }

    /// Joins what is known of a list's columns with what the evaluation counted, calls columns by the list's headers, and names the plan's groups, of which a list gives no rows.
    /// Without columns nothing changes.
    pub fn complete(plan: &Plan, audit: &mut Audit, columns: Vec<ColumnReport>) {
        if columns.is_empty() {
            return;
        }
        let list = &mut audit.list;
        let counted = std::mem::replace(&mut list.columns, columns);
        for column in &mut list.columns {
            if let Some(counted) =
                counted.iter().find(|counted| counted.field == column.field && column.field.is_some())
            {
                column.states.clone_from(&counted.states);
            }
        }
        list.not_supplied.extend(groups(plan).into_iter().map(|(path, _)| path));
        // Fields that the plan does not look at have no counts, and a list's column may still supply them.
        list.not_supplied.retain(|path| !list.columns.iter().any(|column| column.field.as_ref() == Some(path)));
        for note in &mut list.notes {
            if let Some(column) = list.columns.iter().find(|column| column.field.as_ref() == Some(&note.column)) {
                note.column.clone_from(&column.header);
            }
        }
    }
}

fn groups(plan: &Plan) -> Vec<(String, String)> {
    let language = &plan.inner.settings.language;
    let groups = plan.inner.checked.shape.domains.iter();
    let groups = groups.filter(|group| group.parent == Some(RECORD) && !group.filled);
    groups.map(|group| (group.path.clone(), template::label(&group.title, &group.key, language))).collect()
}

fn suggestions(fields: &[FieldInfo], columns: &[ColumnReport]) -> Vec<String> {
    let of = |field: &FieldInfo| {
        let meant = columns.iter().filter(|column| column.suggestion.as_ref() == Some(&field.path));
        let headers: Vec<String> = meant.take(SUGGESTED).map(|column| format!("`{}`", column.header)).collect();
        (!headers.is_empty()).then(|| format!("`{}` may be {}", field.path, headers.join(" or ")))
    };
    fields.iter().filter_map(of).take(SUGGESTED).collect()
}

#[cfg(test)]
#[cfg(feature = "yaml")]
mod tests {
    use super::*;
    use crate::{Settings, Source, load};

    #[test]
    fn groups_of_which_a_list_gives_no_rows_are_named() {
        let text = "{language: 1, framework: f, version: 1.0.0, title: F, sections: [{id: main, fields: [{id: ref, type: text}]}, \
                    {id: consents, title: Consents, repeat: {min: 0}, fields: [{id: kind, type: text}, {id: steps, repeat: {min: 0}, fields: [{id: done, type: yes-no}]}]}]}";
        let settings = Settings::new(crate::value::Date::from_days(0));
        let plan = load(Source::new("f.yaml", text)).plan(settings).unwrap();
        let columns = ListColumns::of(&plan, &["ref".to_owned()], &[]);
        assert_eq!(columns.groups(), [("consents".to_owned(), "Consents".to_owned())]);
        let mut audit = plan.audit(plan.nothing());
        // Records that came in no list have whatever groups they give.
        ListColumns::complete(&plan, &mut audit, Vec::new());
        assert!(audit.list.not_supplied.is_empty());
        ListColumns::complete(&plan, &mut audit, columns.report(None));
        assert_eq!(audit.list.not_supplied, ["consents"]);
    }
}
