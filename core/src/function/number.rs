//! Functions of numbers.

use super::{Function, Kernel, Kind};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "absolute",
        takes: &[Kind::Number],
        gives: Kind::Number,
        doc: "The number without its sign.",
        example: "absolute(self-level - peer-level) < level-difference",
        kernel: Kernel::Number(libm::fabs),
    },
    Function {
        name: "rounded",
        takes: &[Kind::Number],
        gives: Kind::Number,
        doc: "The nearest whole number; halves away from zero.",
        example: "rounded(raw * deduction) = printed",
        kernel: Kernel::Rising(libm::round),
    },
    Function {
        name: "lowest",
        takes: &[Kind::Number, Kind::Number],
        gives: Kind::Number,
        doc: "The lesser of two numbers: the worse of two scores, so that a good one never makes up for it.",
        example: "lowest(access-level, outcome-level) >= achieving",
        kernel: Kernel::TwoRising(f64::min),
    },
    Function {
        name: "highest",
        takes: &[Kind::Number, Kind::Number],
        gives: Kind::Number,
        doc: "The greater of two numbers.",
        example: "highest(likelihood, severity) <= tolerable",
        kernel: Kernel::TwoRising(f64::max),
    },
    Function {
        name: "maximum",
        takes: &[Kind::Score],
        gives: Kind::Number,
        doc: "The greatest value that a score can have: over all answers that can stand together, so that of two branches that exclude each other only one counts.",
        example: "final <= maximum(raw) * first-quarter",
        kernel: Kernel::Extreme(true),
    },
    Function {
        name: "minimum",
        takes: &[Kind::Score],
        gives: Kind::Number,
        doc: "The least value that a score can have over all answers that can stand together.",
        example: "raw - minimum(raw) >= middle",
        kernel: Kernel::Extreme(false),
    },
];
