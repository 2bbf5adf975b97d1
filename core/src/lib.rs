//! Due Regard evaluates declarative audit frameworks against submitted records.

pub mod audit;
mod batch;
mod bits;
mod check;
pub mod diagnostic;
mod engine;
mod error;
mod eval;
pub mod framework;
mod function;
mod ir;
#[cfg(test)]
mod laws;
#[cfg(feature = "list")]
pub mod list;
mod plan;
pub mod reference;
pub mod report;
mod source;
pub mod syntax;
mod value;

pub use audit::Audit;
pub use batch::{Batch, BatchBuilder, FieldIndex};
pub use diagnostic::{Code, Diagnostic, Level};
pub use engine::{Loaded, load};
pub use error::{Error, ErrorKind};
pub use eval::Scratch;
pub use plan::{Detail, FieldInfo, Limits, Part, Plan, Settings};
pub use source::{Position, Source, Span, Spanned};
pub use value::{Date, FieldType, Period, PeriodUnit, State};
