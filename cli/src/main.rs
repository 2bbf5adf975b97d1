//! `regard`: audits lists and assessments against declarative frameworks.

fn main() {}
