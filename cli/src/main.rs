//! `regard`: audits lists and assessments against declarative frameworks.

#[allow(dead_code, unused_imports, reason = "the commands that read lists come with them")]
mod input;

fn main() {}
