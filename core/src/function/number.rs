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
];
