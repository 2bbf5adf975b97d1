//! A table as Markdown, with columns of even width.

/// Rows under a head; the first column is text, the others are numbers.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(super) fn print(&self) {
        print!("{}", self.text());
    }

    fn text(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let cell = if column == 0 { format!("| {cell:<width$} ") } else { format!("| {cell:>width$} ") };
                text.push_str(&cell);
            }
            text.push_str("|\n");
            if number == 0 {
                for (column, width) in widths.iter().enumerate() {
                    text.push_str(&format!("|{}{}", "-".repeat(width + 1), if column == 0 { "-" } else { ":" }));
                }
                text.push_str("|\n");
            }
        }
        text
    }
}

/// A number with so many decimals; a dash when there is none.
pub(super) fn number(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_even() {
        let mut table = Table::new(&["who", "µs"]);
        table.row(["HAND".to_owned(), number(Some(0.7), 2)]);
        table.row(["x".to_owned(), number(None, 2)]);
        assert_eq!(table.text(), "| who  |   µs |\n|------|-----:|\n| HAND | 0.70 |\n| x    |    – |\n");
    }
}
