//! A form as a workbook: a sheet for the record, a sheet for each group, and one that says for which framework it is.
//!
//! Every sheet has a hidden row of keys below its head, by which it is read back: sheets may be renamed, and rows and columns moved.

use super::answer::{STATES, encode};
use super::layout::{Answers, Group, Layout, Question, Row};
use super::{ABOUT, KEYS, RECORD, ROWS};
use crate::exit::CliError;
use due_regard::{FieldType, Loaded};
use due_regard_workbook::tall_enough;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, Note, Workbook, Worksheet, XlsxError,
};
use serde_json::Value;

/// Blank rows below those of a group, to fill in.
const SPARE: u32 = 30;
/// What a cell holds at most, in UTF-16 units.
const LONGEST: usize = 32_767;
/// What a hint beside a cell holds at most.
const HINT: usize = 250;
/// Widths of the guide's column, and of the columns of a record: key, question, answer, stage, guidance.
const GUIDE: u16 = 100;
const WIDTHS: [u16; 5] = [16, 44, 60, 14, 70];
/// How much of a heading, in larger letters, the column of questions holds in a line.
const HEADING: u16 = 34;
/// Widths of the columns of a group: of what names a row, of a long text, of any other answer.
const NAME: u16 = 26;
const LONG: u16 = 50;
const SHORT: u16 = 24;

/// A workbook to fill in, with what a record has answered so far.
pub(crate) fn workbook(
    loaded: &Loaded,
    layout: &Layout,
    answers: &Answers,
    language: &str,
) -> Result<Vec<u8>, CliError> {
    if let Some(place) = too_long(layout, answers) {
        return Err(CliError::new(format!("the answer in `{place}` is longer than a cell of a workbook can hold"))
            .help("write the form as CSV, or shorten the answer"));
    }
    let failed = |error: XlsxError| CliError::new(format!("the workbook cannot be written: {error}"));
    let mut book = Book { workbook: Workbook::new(), looks: Looks::new(), lists: Vec::new(), names: Vec::new() };
    book.guide(loaded, layout, language).map_err(failed)?;
    book.record(loaded, layout, answers).map_err(failed)?;
    for at in 0..layout.groups.len() {
        book.group(layout, answers, at).map_err(failed)?;
    }
    book.write_lists().map_err(failed)?;
    book.about(loaded, layout, language).map_err(failed)?;
    // No clock: the same framework and record give the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    let title = loaded.framework().title.get(language);
    book.workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&day));
    book.workbook.save_to_buffer().map_err(failed)
}

fn too_long(layout: &Layout, answers: &Answers) -> Option<String> {
    let long = |answer: &Value| encode(answer).encode_utf16().count() > LONGEST;
    let own = answers.own.iter().find(|(_, answer)| long(answer)).map(|(key, _)| key.clone());
    own.or_else(|| {
        answers.rows.iter().enumerate().find_map(|(at, rows)| {
            rows.iter().find_map(|row| {
                let (key, _) = row.answers.iter().find(|(_, answer)| long(answer))?;
                Some(layout.place(at, &row.names, key))
            })
        })
    })
}

struct Looks {
    title: Format,
    section: Format,
    head: Format,
    keys: Format,
    label: Format,
    answer: Format,
    soft: Format,
}

impl Looks {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top).set_text_wrap();
        // Answers are texts: nothing that is typed becomes another date or number than it says.
        let answer = top().set_num_format("@").set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x008A_9096));
        Self {
            title: Format::new().set_bold().set_font_size(18),
            section: Format::new().set_bold().set_font_size(13).set_text_wrap(),
            head: top().set_bold().set_background_color(Color::RGB(0x00E3_E8EE)).set_border_bottom(FormatBorder::Thin),
            keys: Format::new().set_font_color(Color::RGB(0x008A_9096)),
            label: top(),
            answer,
            soft: top().set_font_color(Color::RGB(0x0048_4F56)),
        }
    }
}

struct Book {
    workbook: Workbook,
    looks: Looks,
    /// Lists of what may be chosen, each a column of a hidden sheet.
    lists: Vec<Vec<String>>,
    /// Names of sheets that are taken, in small letters.
    names: Vec<String>,
}

impl Book {
    /// A name for a sheet: at most 31 characters, without those that sheets cannot have, and not another's.
    fn name(&mut self, wanted: &str) -> String {
        let plain: String = wanted
            .chars()
            .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { ' ' } else { c })
            .collect();
        let plain = plain.trim().trim_matches('\'').to_owned();
        let mut number = 1;
        loop {
            let after = if number == 1 { String::new() } else { format!(" {number}") };
            let room = 31usize.saturating_sub(after.len());
            let mut name = String::new();
            for c in plain.chars().take_while(|_| true) {
                if name.encode_utf16().count() + c.len_utf16() > room {
                    break;
                }
                name.push(c);
            }
            let name = format!("{}{after}", if name.trim().is_empty() { "Sheet" } else { name.trim() });
            if !self.names.contains(&name.to_lowercase()) {
                self.names.push(name.to_lowercase());
                return name;
            }
            number += 1;
        }
    }

    fn sheet(&mut self, wanted: &str) -> Result<usize, XlsxError> {
        let name = self.name(wanted);
        self.workbook.add_worksheet().set_name(&name)?;
        Ok(self.names.len() - 1)
    }

    /// The range of a list, so that a drop-down can show it.
    fn list(&mut self, options: Vec<String>) -> Formula {
        let at = self.lists.iter().position(|known| *known == options).unwrap_or_else(|| {
            self.lists.push(options);
            self.lists.len() - 1
        });
        let length = self.lists.get(at).map_or(1, Vec::len).max(1);
        let column = due_regard::list::column_letters(at);
        Formula::new(format!("=Lists!${column}$1:${column}${length}"))
    }

    fn guide(&mut self, loaded: &Loaded, layout: &Layout, language: &str) -> Result<(), XlsxError> {
        let framework = loaded.framework();
        let at = self.sheet("How to fill this in")?;
        let sheet = self.workbook.worksheet_from_index(at)?;
        sheet.set_column_width(0, GUIDE)?;
        pages(sheet);
        sheet.write_string_with_format(0, 0, framework.title.get(language), &self.looks.title)?;
        let states: Vec<String> = STATES.iter().take(3).map(|state| format!("[{state}]")).collect();
        let mut lines = vec![
            framework.description.get(language).to_owned(),
            "Answer on the sheet “Record” and on the sheets for its groups, in the cells with a border.".to_owned(),
            format!("Where there is no answer, leave the cell blank, or say why in square brackets: {}.", states.join(", ")),
            "A reason goes into the same brackets: [not applicable: nobody works there].".to_owned(),
            "A line break within a cell is Alt and Enter.".to_owned(),
            "Rows may be added below the others where a sheet has room for them. Rows and columns may be moved; the grey keys say what they are.".to_owned(),
        ];
        if !framework.stages.is_empty() {
            let stages: Vec<String> = framework.stages.iter().map(|stage| stage.label_in(language)).collect();
            lines.push(format!(
                "“Needed from” names the stage from which an answer is asked for: {}.",
                stages.join(", ")
            ));
        }
        lines.push(format!("To check it: regard audit {} FILE.xlsx", framework.id.value));
        let mut row = 2;
        for line in lines.iter().filter(|line| !line.is_empty()) {
            sheet.write_string_with_format(row, 0, line, &self.looks.label)?;
            tall_enough(sheet, row, [(line.as_str(), GUIDE)].into_iter())?;
            row += 1;
        }
        row += 1;
        sheet.write_string_with_format(row, 0, "Sheets", &self.looks.section)?;
        for group in &layout.groups {
            row += 1;
            let guidance = if group.guidance.is_empty() { String::new() } else { format!(". {}", group.guidance) };
            let line = format!("{}{guidance}", group.title);
            tall_enough(sheet, row, [(line.as_str(), GUIDE)].into_iter())?;
            sheet.write_string_with_format(row, 0, line, &self.looks.label)?;
        }
        Ok(())
    }

    fn record(&mut self, loaded: &Loaded, layout: &Layout, answers: &Answers) -> Result<(), XlsxError> {
        let noun = loaded.framework().record.noun.as_str();
        let at = self.sheet("Record")?;
        let heads = ["Key", "Question", "Answer", "Needed from", "Guidance"];
        {
            let looks = &self.looks;
            let sheet = self.workbook.worksheet_from_index(at)?;
            for (column, (head, width)) in (0u16..).zip(heads.iter().zip(WIDTHS)) {
                sheet.set_column_width(column, width)?;
                sheet.write_string_with_format(0, column, *head, &looks.head)?;
            }
            sheet.write_string_with_format(KEYS, 0, RECORD, &looks.keys)?;
            let about = format!("Answers about the {}", if noun.is_empty() { "record" } else { noun });
            sheet.write_string_with_format(KEYS, 1, about, &looks.keys)?;
            sheet.set_row_hidden(KEYS)?;
            sheet.set_freeze_panes(KEYS + 1, 2)?;
            pages(sheet);
        }
        let mut row = KEYS + 1;
        for question in &layout.questions {
            if !question.heading.is_empty() {
                let sheet = self.workbook.worksheet_from_index(at)?;
                sheet.write_string_with_format(row, 1, &question.heading, &self.looks.section)?;
                tall_enough(sheet, row, [(question.heading.as_str(), HEADING)].into_iter())?;
                row += 1;
            }
            let answer = answers.own.iter().find(|(key, _)| *key == question.id).map(|(_, answer)| answer);
            let validation = self.validation(question)?;
            let sheet = self.workbook.worksheet_from_index(at)?;
            sheet.write_string_with_format(row, 0, &question.id, &self.looks.keys)?;
            sheet.write_string_with_format(row, 1, &question.label, &self.looks.label)?;
            let answer = answer.map(encode).unwrap_or_default();
            // Keys are for programs, and do not make a row taller.
            let texts = ["", question.label.as_str(), &answer, &question.needed, &question.guidance];
            tall_enough(sheet, row, texts.into_iter().zip(WIDTHS))?;
            sheet.write_string_with_format(row, 2, answer, &self.looks.answer)?;
            sheet.write_string_with_format(row, 3, &question.needed, &self.looks.soft)?;
            sheet.write_string_with_format(row, 4, &question.guidance, &self.looks.soft)?;
            sheet.add_data_validation(row, 2, row, 2, &validation)?;
            row += 1;
        }
        let strangers = answers.own.iter().filter(|(key, _)| !layout.questions.iter().any(|known| known.id == *key));
        for (place, (key, answer)) in strangers.enumerate() {
            let sheet = self.workbook.worksheet_from_index(at)?;
            if place == 0 {
                sheet.write_string_with_format(row, 1, "Not in this framework", &self.looks.section)?;
                row += 1;
            }
            sheet.write_string_with_format(row, 0, key, &self.looks.keys)?;
            sheet.write_string_with_format(row, 1, key, &self.looks.label)?;
            sheet.write_string_with_format(row, 2, encode(answer), &self.looks.answer)?;
            row += 1;
        }
        Ok(())
    }

    fn group(&mut self, layout: &Layout, answers: &Answers, at: usize) -> Result<(), XlsxError> {
        let Some(group) = layout.groups.get(at) else { return Ok(()) };
        let around = group.around.and_then(|at| layout.groups.get(at));
        let known = super::lines::rows(layout, answers, at);
        // Blank rows are only there to be filled in; the sheet has room for those. One with rows within it is not blank.
        let within = |row: &Row| {
            let groups = layout.groups.iter().zip(&answers.rows).filter(|(inner, _)| inner.around == Some(at));
            groups.flat_map(|(_, rows)| rows).any(|inner| inner.names.starts_with(&row.names))
        };
        let rows: Vec<_> =
            known.into_iter().filter(|row| group.named || !row.answers.is_empty() || within(row)).collect();
        let mut strangers: Vec<String> = Vec::new();
        for (key, _) in rows.iter().flat_map(|row| &row.answers) {
            if !group.questions.iter().any(|known| known.id == *key) && !strangers.contains(key) {
                strangers.push(key.clone());
            }
        }
        let last = KEYS + 1 + u32::try_from(rows.len()).unwrap_or(u32::MAX / 2) + SPARE - 1;
        let index = self.sheet(
            &around.map_or_else(|| group.title.clone(), |around| format!("{}, {}", group.title, around.title)),
        )?;
        self.heads(index, group, around, &strangers)?;
        let first = u16::from(around.is_some()) + 1;
        // Rows that may be named, and those around them.
        for (column, group) in around.into_iter().chain([group]).enumerate() {
            let names: Vec<String> = group.fixed.iter().chain(&group.offered).map(|(_, label)| label.clone()).collect();
            if group.named && !names.is_empty() {
                let list = self.list(names);
                let validation = DataValidation::new().allow_list_formula(list).show_error_message(false);
                let column = u16::try_from(column).unwrap_or(0);
                self.workbook.worksheet_from_index(index)?.add_data_validation(
                    KEYS + 1,
                    column,
                    last,
                    column,
                    &validation,
                )?;
            }
        }
        for (column, question) in (first..).zip(&group.questions) {
            let validation = self.validation(question)?;
            let sheet = self.workbook.worksheet_from_index(index)?;
            sheet.add_data_validation(KEYS + 1, column, last, column, &validation)?;
            sheet.set_column_format(column, &self.looks.answer)?;
        }
        let keys: Vec<&str> = group
            .questions
            .iter()
            .map(|question| question.id.as_str())
            .chain(strangers.iter().map(String::as_str))
            .collect();
        let sheet = self.workbook.worksheet_from_index(index)?;
        for (place, row) in (KEYS + 1..).zip(&rows) {
            let mut column = 0;
            if let (Some(around), [.., name, _]) = (around, row.names.as_slice()) {
                sheet.write_string_with_format(place, 0, shown(around, name), &self.looks.label)?;
                column = 1;
            }
            let name = row.names.last().map_or("", String::as_str);
            sheet.write_string_with_format(place, column, shown(group, name), &self.looks.label)?;
            let mut texts = vec![(shown(group, name), NAME)];
            for (at, (column, key)) in (column + 1..).zip(&keys).enumerate() {
                let answer = row.answers.iter().find(|(known, _)| known == key).map(|(_, answer)| encode(answer));
                let answer = answer.unwrap_or_default();
                sheet.write_string_with_format(place, column, &answer, &self.looks.answer)?;
                texts.push((answer, group.questions.get(at).map_or(SHORT, width_of)));
            }
            tall_enough(sheet, place, texts.iter().map(|(text, width)| (text.as_str(), *width)))?;
        }
        // Cells to fill in have a border, so that they can be seen.
        let start = KEYS + 1 + u32::try_from(rows.len()).unwrap_or(0);
        if !group.named || group.extra {
            for place in start..=last {
                for column in 0..first + u16::try_from(keys.len()).unwrap_or(0) {
                    sheet.write_blank(place, column, &self.looks.answer)?;
                }
            }
        }
        Ok(())
    }

    fn heads(
        &mut self,
        index: usize,
        group: &Group,
        around: Option<&Group>,
        strangers: &[String],
    ) -> Result<(), XlsxError> {
        let looks = &self.looks;
        let sheet = self.workbook.worksheet_from_index(index)?;
        let mut column = 0u16;
        if let Some(around) = around {
            sheet.set_column_width(0, NAME)?;
            sheet.write_string_with_format(0, 0, format!("Row of “{}”", around.title), &looks.head)?;
            sheet.write_string_with_format(KEYS, 0, format!("{ROWS}{}", group.path), &looks.keys)?;
            column = 1;
        }
        sheet.set_column_width(column, NAME)?;
        sheet.write_string_with_format(0, column, if group.named { "Row" } else { "Number" }, &looks.head)?;
        let mark = if around.is_some() { "#name".to_owned() } else { format!("{ROWS}{}", group.path) };
        sheet.write_string_with_format(KEYS, column, mark, &looks.keys)?;
        for question in &group.questions {
            column += 1;
            sheet.set_column_width(column, width_of(question))?;
            let needed = match question.needed.as_str() {
                "" => String::new(),
                needed => format!("\n(needed: {needed})"),
            };
            sheet.write_string_with_format(0, column, format!("{}{needed}", question.label), &looks.head)?;
            sheet.write_string_with_format(KEYS, column, &question.id, &looks.keys)?;
            if !question.guidance.is_empty() {
                sheet.insert_note(0, column, &Note::new(question.guidance.as_str()).set_author("Due Regard"))?;
            }
        }
        for key in strangers {
            column += 1;
            sheet.set_column_width(column, SHORT)?;
            sheet.write_string_with_format(0, column, format!("{key}\n(not in this framework)"), &looks.head)?;
            sheet.write_string_with_format(KEYS, column, key, &looks.keys)?;
        }
        sheet.set_row_hidden(KEYS)?;
        sheet.set_freeze_panes(KEYS + 1, u16::from(around.is_some()) + 1)?;
        pages(sheet);
        Ok(())
    }

    /// What a cell offers, and what it says to whoever stands in it.
    fn validation(&mut self, question: &Question) -> Result<DataValidation, XlsxError> {
        let states = STATES.iter().take(3).map(|state| format!("[{state}]"));
        let mut validation = DataValidation::new();
        validation = if matches!(question.kind, FieldType::Choice | FieldType::YesNo) && !question.options.is_empty() {
            let options = question.options.iter().map(|(_, label)| label.clone()).chain(states).collect();
            let list = self.list(options);
            // A reason may stand beside a state, so another text is questioned and not refused.
            validation
                .allow_list_formula(list)
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("Not one of the options")?
                .set_error_message("Choose from the list, or say why there is no answer: [not known: reason]")?
        } else {
            validation.allow_any_value()
        };
        let title: String = question.label.chars().take(32).collect();
        let mut hint: String = question.guidance.chars().take(HINT).collect();
        if hint.chars().count() < question.guidance.chars().count() {
            hint.push('…');
        }
        if hint.is_empty() {
            return Ok(validation);
        }
        validation.set_input_title(title)?.set_input_message(hint)
    }

    fn write_lists(&mut self) -> Result<(), XlsxError> {
        self.names.push("lists".to_owned());
        let sheet = self.workbook.add_worksheet();
        sheet.set_name("Lists")?;
        for (column, list) in (0u16..).zip(&self.lists) {
            for (row, option) in (0u32..).zip(list) {
                sheet.write_string(row, column, option)?;
            }
        }
        sheet.set_hidden(true);
        Ok(())
    }

    /// For which framework it is, and what the names of rows stand for.
    fn about(&mut self, loaded: &Loaded, layout: &Layout, language: &str) -> Result<(), XlsxError> {
        let framework = loaded.framework();
        let sheet = self.workbook.add_worksheet();
        sheet.set_name("About this form")?;
        let mut rows: Vec<[&str; 4]> = vec![
            [ABOUT, "1", "", ""],
            ["framework", &framework.id.value, "", ""],
            ["version", &framework.version, "", ""],
            ["sha256", loaded.sha256(), "", ""],
            ["language", language, "", ""],
        ];
        let paths = layout.paths();
        rows.extend(paths.iter().map(|path| ["asked", path.as_str(), "", ""]));
        for group in &layout.groups {
            rows.push([if group.named { "named" } else { "counted" }, &group.path, "", ""]);
            let known = group.fixed.iter().chain(&group.offered);
            rows.extend(known.map(|(id, label)| ["row", group.path.as_str(), id.as_str(), label.as_str()]));
        }
        for (row, cells) in (0u32..).zip(&rows) {
            for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, *cell)?;
            }
        }
        sheet.set_hidden(true);
        Ok(())
    }
}

/// The name of a row as people read it.
fn shown(group: &Group, name: &str) -> String {
    let known = group.fixed.iter().chain(&group.offered).find(|(id, _)| id == name);
    known.map_or_else(|| name.to_owned(), |(_, label)| label.clone())
}

/// The width of the column of a group's question.
fn width_of(question: &Question) -> u16 {
    if matches!(question.kind, FieldType::LongText) { LONG } else { SHORT }
}

fn pages(sheet: &mut Worksheet) {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
}
