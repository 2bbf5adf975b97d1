//! Due Regard evaluates declarative audit frameworks against submitted records.

pub mod audit;
mod check;
pub mod diagnostic;
mod error;
pub mod framework;
mod function;
mod ir;
#[cfg(feature = "list")]
pub mod list;
pub mod report;
mod source;
pub mod syntax;
mod value;

pub use diagnostic::{Code, Diagnostic, Level};
pub use error::{Error, ErrorKind};
pub use source::{Position, Source, Span, Spanned};
pub use value::{Date, FieldType, Period, PeriodUnit, State};
