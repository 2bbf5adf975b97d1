//! Text to plan: ties the reader, the checker and the lowering together, and decides nothing.

use crate::audit::Verdict;
use crate::check::check;
use crate::diagnostic::{Diagnostic, Diagnostics, Level};
use crate::error::{Error, ErrorKind};
use crate::framework::tree::Node;
use crate::framework::{Framework, Severity};
use crate::ir::Checked;
use crate::plan::{Plan, Settings};
use crate::source::Source;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

/// A framework as far as its text could be understood, with everything that is wrong with it.
#[derive(Debug, Clone)]
pub struct Loaded {
    source: Source,
    framework: Arc<Framework>,
    checked: Arc<Checked>,
    diagnostics: Arc<[Diagnostic]>,
    sha256: String,
}

/// Reads and checks a framework. Never fails: what is wrong is in [`Loaded::diagnostics`].
///
/// ```
/// use due_regard::{Date, Settings, Source, load};
/// let text = "
/// language: 1
/// framework: streets
/// version: 1.0.0
/// title: Streets
/// sources: {house: {title: Our own rule, standing: house rule, checked: 2026-11-01}}
/// record: {noun: street, plural: streets, id: ref}
/// sections:
///   - id: street
///     fields: [{id: ref, type: text}, {id: name, type: text}]
/// rules:
///   - {id: unnamed, require: name is answered, cite: [house], say: no name is recorded, why: a street is found by its name}
/// ";
/// let plan = load(Source::new("streets.yaml", text)).plan(Settings::new(Date::from_ymd(2026, 11, 1).unwrap()))?;
/// let mut batch = plan.batch();
/// batch.add(1, &serde_json::json!({"ref": "A1", "name": ""}))?;
/// let audit = plan.run(&batch.finish());
/// assert_eq!(audit.findings[0].message, "no name is recorded");
/// # Ok::<(), due_regard::Error>(())
/// ```
#[cfg(feature = "yaml")]
pub fn load(source: Source) -> Loaded {
    let mut diagnostics = Diagnostics::default();
    let framework = crate::framework::read::read(&source, &mut diagnostics);
    finish(source, framework, diagnostics)
}

/// Checks a framework that comes as a document tree, for hosts that read its text by other means. `source` is the text in which the tree's
/// places lie; `diagnostics` may hold what its reader found.
///
/// ```
/// use due_regard::diagnostic::Diagnostics;
/// use due_regard::framework::tree::{Node, NodeKind};
/// use due_regard::{Source, Span, load_tree};
/// let root = Node { kind: NodeKind::Mapping(Vec::new()), span: Span::default() };
/// assert!(!load_tree(Source::new("empty", "{}"), &root, Diagnostics::default()).is_usable());
/// ```
pub fn load_tree(source: Source, root: &Node, mut diagnostics: Diagnostics) -> Loaded {
    let framework = crate::framework::read::read_tree(root, &mut diagnostics);
    finish(source, framework, diagnostics)
}

/// Checks a framework that was read.
fn finish(source: Source, framework: Framework, mut diagnostics: Diagnostics) -> Loaded {
    let checked = check(&framework, &mut diagnostics);
    let mut sha256 = String::with_capacity(64);
    for byte in Sha256::digest(source.text().as_bytes()) {
        // Writing to a String cannot fail.
        let _ = write!(sha256, "{byte:02x}");
    }
    Loaded {
        source,
        framework: Arc::new(framework),
        checked: Arc::new(checked),
        diagnostics: diagnostics.into_sorted().into(),
        sha256,
    }
}

impl Loaded {
    /// Everything that is wrong or could be better, in the order of the text.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether a plan can be made: no diagnostic is an error.
    pub fn is_usable(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.level != Level::Error)
    }

    /// The text it was read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The framework as its author wrote it, for hosts that show or publish it.
    pub fn framework(&self) -> &Framework {
        &self.framework
    }

    /// SHA-256 of the text, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The verdicts that cases should show of each rule: *met*, *not met* (*needs a person* for a rule of severity `review`) and *cannot tell*, but for
    /// those that the rule can be seen never to give. Rules made by `required:` and frameworks with errors are left out.
    ///
    /// ```
    /// # use due_regard::{Source, audit::Verdict, load};
    /// let loaded = load(Source::new("a.yaml", "
    /// language: 1
    /// framework: a
    /// version: 1.0.0
    /// title: A
    /// sources: {house: {title: Our own rule, standing: house rule, checked: 2026-11-01}}
    /// record: {noun: thing, id: ref}
    /// sections: [{id: all, fields: [{id: ref, type: text}, {id: listed, type: yes-no}]}]
    /// rules:
    ///   - {id: nameless, require: ref is answered, cite: [house], say: no reference, why: things are found by it}
    ///   - {id: unlisted, require: listed = yes, severity: review, cite: [house], say: not listed, why: it may have to be}
    /// "));
    /// let wanted = loaded.verdicts_to_show();
    /// assert_eq!(wanted[0], ("nameless".to_owned(), vec![Verdict::Met, Verdict::NotMet]));
    /// assert_eq!(wanted[1].1, [Verdict::Met, Verdict::NeedsAPerson, Verdict::CannotTell]);
    /// ```
    pub fn verdicts_to_show(&self) -> Vec<(String, Vec<Verdict>)> {
        let reviews =
            |id: &str| self.checked.rules.iter().any(|rule| rule.id == id && rule.severity == Severity::Review);
        crate::check::reachable(&self.framework)
            .into_iter()
            .map(|(id, [met, fails, open])| {
                let failing = if reviews(&id) { Verdict::NeedsAPerson } else { Verdict::NotMet };
                let verdicts = [(met, Verdict::Met), (fails, failing), (open, Verdict::CannotTell)]
                    .into_iter()
                    .filter(|(can, _)| *can)
                    .map(|(_, verdict)| verdict)
                    .collect();
                (id, verdicts)
            })
            .collect()
    }

    /// Makes the framework ready to run.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidFramework`] when a diagnostic is an error; [`ErrorKind::InvalidSetting`] when the stage or a parameter does not exist
    /// or has the wrong type.
    pub fn plan(&self, settings: Settings) -> Result<Plan, Error> {
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
        if errors > 0 {
            let first = self.diagnostics.iter().find(|diagnostic| diagnostic.level == Level::Error);
            let first = first.map_or_else(String::new, |first| format!(": {}", first.message));
            let count = if errors == 1 { "an error".to_owned() } else { format!("{errors} errors") };
            return Err(Error::new(
                ErrorKind::InvalidFramework,
                format!("the framework `{}` has {count}{first}", self.source.name()),
            ));
        }
        Plan::new(Arc::clone(&self.checked), self.sha256.clone(), settings)
    }
}
