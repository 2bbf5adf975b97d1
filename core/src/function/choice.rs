//! Functions of choices.

use super::{Function, Kernel, Kind};

pub(super) const FUNCTIONS: &[Function] = &[Function {
    name: "chosen",
    takes: &[Kind::Choices],
    gives: Kind::Number,
    doc: "How many options are chosen in a field of type `choices`. A field without an answer has no number, not 0.",
    example: "chosen(link-basis) >= independent-indications",
    kernel: Kernel::Choices(chosen),
}];

fn chosen(options: u64) -> f64 {
    f64::from(options.count_ones())
}
