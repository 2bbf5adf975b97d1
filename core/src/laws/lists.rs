//! Laws of lists: whatever stands in a list, its rows are read as if they came one by one, cell by cell, under their own numbers.

use super::choices::Choices;
use super::grammar::Field;
use super::records::answer;
use super::tests::config;
use super::{ALL, plan};
use crate::batch::{Batch, BatchBuilder, Column, Data, FieldIndex};
use crate::ir::SlotId;
use crate::list::{CsvSplitter, Layout, ListOptions, RefusedRow, RowBlock, sniff};
use crate::plan::{Detail, ListColumns};
use crate::value::State;
use proptest::prelude::*;
use serde_json::Value;

/// A column that is no field of any framework.
const BESIDE: &str = "beside";

/// A list, and what has to become of its rows.
#[derive(Debug, Default)]
struct List {
    text: String,
    /// Number and cells of each row that is a record.
    records: Vec<(u64, Vec<String>)>,
    refused: Vec<RefusedRow>,
    blank: u64,
}

fn list(choices: &mut Choices<'_>, fields: &[&Field], rows: usize) -> List {
    let end = choices.of(&["\n", "\r\n", "\r"]);
    let all_differ = choices.one_in(2);
    let mut list = List::default();
    let header = fields.iter().map(|field| field.id.as_str()).chain([BESIDE]);
    list.text = header.collect::<Vec<_>>().join(",") + end;
    let mut line = 2;
    for row in 0..rows {
        let number = row as u64 + 2;
        let mut cells: Vec<String> = if choices.one_in(24) {
            vec![String::new(); fields.len() + 1]
        } else {
            let differs = all_differ.then_some(row);
            fields.iter().map(|field| cell(choices, field, differs)).chain([String::new()]).collect()
        };
        if choices.one_in(24) {
            cells.push("too much".to_owned());
        }
        let written: Vec<String> = cells.iter().map(|cell| quoted(choices, cell)).collect();
        let written = written.join(",") + end;
        let wanted = fields.len() + 1;
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            list.blank += 1;
        } else if cells.len() > wanted {
            let cause = format!("has {} cells, the header has {wanted}", cells.len());
            list.refused.push(RefusedRow::new(number, line, cause));
        } else {
            list.records.push((number, cells));
        }
        // Line breaks in cells are line feeds.
        line += 1 + (written.matches('\n').count() - end.matches('\n').count()) as u64;
        list.text += &written;
    }
    list
}

/// A cell as people write it, with what is wrong with it now and then; a text with this number, so that hardly any two are the same.
fn cell(choices: &mut Choices<'_>, field: &Field, number: Option<usize>) -> String {
    let mut plain = match answer(choices, field.kind) {
        Value::String(text) => text,
        Value::Array(options) => options.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    };
    if let Some(number) = number.filter(|_| field.kind.is_text()) {
        plain += &format!(" {number}");
    }
    match choices.pick(16) {
        1 | 2 => String::new(),
        3 => choices.of(&["-", "nk", "wh", "na", "NA"]).to_owned(),
        4 => format!(" {plain}\u{a0}"),
        5 => choices.of(&["?!", " ", "1e300", "31/2/2020", "é", "12345678901234567", "-0", "007", "2.50"]).to_owned(),
        6 => choices.of(&["a \"b\" c", "two\nlines", "one, two", "\"", "x\"y", "Ǆ ß"]).to_owned(),
        _ => plain,
    }
}

fn quoted(choices: &mut Choices<'_>, cell: &str) -> String {
    if cell.contains([',', '\n', '\r']) || cell.starts_with('"') || choices.one_in(5) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// The blocks of a list that comes in pieces.
fn blocks(layout: &Layout, text: &[u8], piece: usize) -> Vec<RowBlock> {
    let mut splitter = CsvSplitter::new(layout);
    let mut blocks = Vec::new();
    for piece in text[layout.body..].chunks(piece) {
        splitter.buffer().extend_from_slice(piece);
        blocks.extend(splitter.split().unwrap());
    }
    blocks.extend(splitter.finish().unwrap());
    blocks
}

/// Everything that a batch says, whatever the order in which it was found out.
fn told(batch: &Batch) -> Vec<String> {
    let value = |column: &Column, row: usize| match &column.data {
        _ if column.states[row] != State::Answered as u8 => String::new(),
        Data::None => String::new(),
        Data::Choice(values) => values[row].to_string(),
        Data::Choices(values) => values[row].to_string(),
        Data::Number(values) => values[row].to_string(),
        Data::Days(values) => values[row].to_string(),
        Data::Years(values) => format!("{:?}", values[row]),
        Data::Text(ids) => batch.texts.get(ids[row]).to_owned(),
    };
    let cells = batch.columns.iter().enumerate().flat_map(|(slot, column)| {
        (0..column.states.len()).map(move |row| format!("{slot} {row}: {} {}", column.states[row], value(column, row)))
    });
    let rows = batch.rows.iter().map(|row| format!("row {row}"));
    let invalid = batch.invalid.iter().map(|cell| format!("{cell:?}"));
    let mut noticed: Vec<_> = batch.noticed.iter().map(|noticed| format!("{noticed:?}")).collect();
    noticed.sort();
    rows.chain(cells).chain(invalid).chain(noticed).collect()
}

fn one_by_one(mut builder: BatchBuilder, columns: &ListColumns, rows: &[(u64, Vec<String>)]) -> Batch {
    for (number, cells) in rows {
        builder.begin(*number);
        for (column, field) in columns.supplied() {
            builder.cell(*field, &cells[*column]);
        }
    }
    builder.finish()
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn rows_of_a_list_are_read_as_if_they_came_one_by_one(
        framework in proptest::collection::vec(any::<u8>(), 0..1500),
        cells in proptest::collection::vec(any::<u8>(), 0..12_000),
        rows in 0usize..300,
        piece in prop_oneof![1usize..3000, Just(usize::MAX)],
    ) {
        let (made, plan) = plan(&mut Choices::new(&framework), ALL, Detail::Records);
        let fields: Vec<&Field> = made.fields.iter().filter(|field| field.domain == 0).collect();
        prop_assume!(!fields.is_empty());
        let list = list(&mut Choices::new(&cells), &fields, rows);
        let options = ListOptions::default().delimiter(b',').header_row(1);
        let layout = sniff(list.text.as_bytes(), true, &options).unwrap();
        let columns = ListColumns::of(&plan, &layout.header, &[]);
        prop_assert_eq!(columns.supplied().len(), fields.len());

        let blocks = blocks(&layout, list.text.as_bytes(), piece);
        let refused: Vec<RefusedRow> = blocks.iter().flat_map(|block| block.refused().to_vec()).collect();
        prop_assert_eq!(&refused, &list.refused);
        prop_assert_eq!(blocks.iter().map(|block| block.blank_rows().count).sum::<u64>(), list.blank);

        let mut records = list.records.as_slice();
        for block in blocks {
            let (these, after) = records.split_at(block.len());
            records = after;
            let expected = told(&one_by_one(plan.batch(), &columns, these));
            let mut builder = plan.batch();
            builder.add_rows(block.clone(), columns.supplied());
            prop_assert_eq!(told(&builder.take()), expected.clone());
            // Columns that say nothing new, and a block that is not the first.
            let twice = [columns.supplied(), columns.supplied(), &[(99_999, FieldIndex(SlotId(0)))]].concat();
            builder.add_rows(block.clone(), &twice);
            builder.add_rows(block, &twice);
            let again = [these, these].concat();
            prop_assert_eq!(told(&builder.finish()), told(&one_by_one(plan.batch(), &columns, &again)));
        }
        prop_assert_eq!(records.len(), 0);
    }
}
