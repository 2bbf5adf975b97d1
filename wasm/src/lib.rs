//! Due Regard for JavaScript: the crate `due-regard` behind `wasm-bindgen`, without decisions of its own.
//!
//! What is exported here is what `npm/index.js` needs, which gives it the shape that `npm/index.d.ts` promises: errors as classes, objects that survive a crash.
//! Results are plain JavaScript values as JSON would give them, or the exact text of the command line's documents.
//!
//! | file | |
//! |---|---|
//! | `plain` | JavaScript values as JSON, or the place of what is none |
//! | `framework` | reading, checking, describing, auditing one record |
//! | `session` | a record that is being filled in |
//! | `registers` | registers from their tables |
//! | `list` | lists of delimited text in pieces |
//! | `page` | what the page for lists needs; in a module of its own |
//! | `screener` | names against a register |
//! | `trouble` | errors and diagnostics as JavaScript sees them |

mod framework;
mod list;
mod options;
#[cfg(feature = "page")]
mod page;
mod plain;
mod registers;
#[cfg(feature = "package")]
mod screener;
#[cfg(feature = "package")]
mod session;
mod trouble;

pub use framework::Framework;
#[cfg(feature = "package")]
pub use list::ListAudit;
#[cfg(feature = "page")]
pub use page::{ListReview, file_kind, sheets};
#[cfg(feature = "package")]
pub use screener::Screener;
#[cfg(feature = "package")]
pub use session::Session;

use wasm_bindgen::prelude::wasm_bindgen;

/// The engine's name and version, as receipts have it.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    concat!("due-regard ", env!("CARGO_PKG_VERSION")).to_owned()
}
