//! Text to plan: ties the reader, the checker and the lowering together, and decides nothing.

use crate::audit::Verdict;
use crate::check::check;
use crate::diagnostic::{Diagnostic, Diagnostics, Level};
use crate::error::{Error, ErrorKind};
use crate::framework::extend::Difference;
use crate::framework::tree::Node;
#[cfg(feature = "yaml")]
use crate::framework::tree::NodeKind;
use crate::framework::{Framework, Severity};
use crate::ir::{Checked, DerivedValueIr};
use crate::plan::{Plan, Settings};
use crate::source::Source;
use std::sync::Arc;

/// A framework as far as its text could be understood, with everything that is wrong with it.
#[derive(Debug, Clone)]
pub struct Loaded {
    source: Source,
    framework: Arc<Framework>,
    checked: Arc<Checked>,
    diagnostics: Arc<[Diagnostic]>,
    sha256: String,
    differences: Arc<[Difference]>,
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
    load_with(source, |_| None)
}

/// The same for a framework that may extend others (`extends:`), which the host finds by what is written there: the id of a framework that it
/// knows, or a path. What is wrong in the others is their own matter; where it makes this framework unusable, the diagnostic stands at `extends`.
///
/// ```
/// use due_regard::{Source, load_with};
/// let base = "
/// language: 1
/// framework: base
/// version: 1.0.0
/// title: Base
/// sources: {house: {title: Our own rule, standing: house rule}}
/// parameters: {days: {value: 28 days, why: usual}}
/// sections: [{id: all, fields: [{id: opened, type: date}, {id: closed, type: date}]}]
/// rules: [{id: short, require: closed >= opened + days, cite: house, why: people need time}]
/// ";
/// let ours = "
/// language: 1
/// framework: ours
/// version: 1.0.0
/// extends: base
/// parameters: {days: {value: 42 days, why: our policy}}
/// ";
/// let loaded = load_with(Source::new("ours.yaml", ours), |name| (name == "base").then(|| Source::new("base.yaml", base)));
/// assert!(loaded.is_usable());
/// assert_eq!(loaded.differences()[0].detail, "42 days, before 28 days: our policy");
/// ```
#[cfg(feature = "yaml")]
pub fn load_with(source: Source, mut find: impl FnMut(&str) -> Option<Source>) -> Loaded {
    use crate::diagnostic::Code;
    use crate::framework::extend::{DEEPEST, extended, shifted};
    let mut diagnostics = Diagnostics::default();
    let own = crate::framework::yaml::parse(&source, &mut diagnostics);
    let Some((named, span)) = base_of(&own) else {
        let framework = crate::framework::read::read_tree(&own, &mut diagnostics);
        return finish(source, framework, diagnostics);
    };
    // The texts one after the other: places in the others lie past this one's end.
    let mut text = source.text().to_owned();
    let mut trees = vec![own];
    let mut next = Some(named);
    let mut names: Vec<String> = Vec::new();
    while let Some(name) = next.take() {
        let refuse = |what: String, help: &str, diagnostics: &mut Diagnostics| {
            diagnostics.push(Diagnostic::new(Code::UnknownName, span, what).help(help));
        };
        if names.contains(&name) || names.len() >= DEEPEST {
            refuse(
                format!("`{name}` is extended by way of itself, or by more than {DEEPEST} frameworks in a row"),
                "extend one that stands by itself",
                &mut diagnostics,
            );
            break;
        }
        let Some(base) = find(&name) else {
            refuse(
                format!("the framework `{name}` that this one extends was not found"),
                "give the id of a framework that comes with the program, or a path from this file's folder",
                &mut diagnostics,
            );
            break;
        };
        let mut unheard = Diagnostics::default();
        let tree = crate::framework::yaml::parse(&base, &mut unheard);
        if unheard.has_errors() {
            refuse(
                format!("the framework `{name}` that this one extends cannot be read"),
                "check it by itself",
                &mut diagnostics,
            );
            break;
        }
        text.push('\n');
        let offset = u32::try_from(text.len()).unwrap_or(u32::MAX);
        text.push_str(base.text());
        next = base_of(&tree).map(|(name, _)| name);
        trees.push(shifted(tree, offset));
        names.push(name);
    }
    let mut differences = Vec::new();
    let mut whole = trees.pop();
    while let Some(over) = trees.pop() {
        whole = Some(match whole {
            Some(base) => {
                let (joined, changes) = extended(base, over, &mut diagnostics);
                differences = changes;
                joined
            }
            None => over,
        });
    }
    let framework = match &whole {
        // Only what stands here: without the other, everything it lacks would be missed.
        _ if names.is_empty() => Framework::default(),
        Some(whole) => crate::framework::read::read_tree(whole, &mut diagnostics),
        None => Framework::default(),
    };
    let end = u32::try_from(source.text().len()).unwrap_or(u32::MAX);
    let mut loaded = finish(Source::new("", text), framework, diagnostics);
    let mut kept: Vec<Diagnostic> = Vec::new();
    for mut diagnostic in loaded.diagnostics.iter().cloned() {
        if diagnostic.span.start >= end {
            // What could be better in the others is told where they are checked.
            if diagnostic.level != Level::Error {
                continue;
            }
            let line = loaded.source.slice(diagnostic.span).lines().next().unwrap_or_default().to_owned();
            diagnostic = diagnostic.help(format!("in the framework that this one extends: `{line}`"));
            diagnostic.span = span;
            diagnostic.suggestion = None;
        }
        diagnostic.labels.retain(|label| label.span.start < end);
        kept.push(diagnostic);
    }
    kept.sort_by_key(|item| (item.span.start, item.span.end, item.code));
    kept.dedup();
    loaded.diagnostics = kept.into();
    loaded.source = source;
    loaded.differences = differences.into();
    loaded
}

/// The framework that a tree extends, and where it says so.
#[cfg(feature = "yaml")]
fn base_of(tree: &Node) -> Option<(String, crate::source::Span)> {
    let node = tree.get("extends")?;
    match &node.kind {
        NodeKind::Scalar(scalar) if !scalar.text.trim().is_empty() => Some((scalar.text.trim().to_owned(), node.span)),
        _ => None,
    }
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
    let sha256 = crate::source::sha256(source.text().as_bytes());
    Loaded {
        source,
        framework: Arc::new(framework),
        checked: Arc::new(checked),
        diagnostics: diagnostics.into_sorted().into(),
        sha256,
        differences: Arc::new([]),
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

    pub(crate) fn checked(&self) -> &Arc<Checked> {
        &self.checked
    }

    /// What it changes of the framework that it extends, in the order of that framework; none for a framework that stands by itself.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Whether it shows numbers of each record: scores, or other derived numbers with `show: true`.
    pub fn shows_numbers(&self) -> bool {
        self.checked.derived.iter().any(|derived| derived.show && matches!(derived.value, DerivedValueIr::Number(..)))
    }

    /// SHA-256 of the text and of those that it extends, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The verdicts that cases should show of each rule: *met*, *not met* (*needs a person* for a rule of severity `review`) and *cannot tell*, but for
    /// those that the rule can be seen never to give. Rules that come unchanged from the framework that it extends, those made by `required:` and frameworks with errors are left out.
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
        // Rules that come as they are from another framework have their cases there.
        let own = |id: &str| {
            self.framework.extends.is_empty()
                || self.differences.iter().any(|difference| difference.of == "rule" && difference.id == id)
        };
        // A case holds one record or a few; what many have in common is tested where that is found.
        let across = |id: &str| {
            let mut rules = self.checked.across.iter().filter_map(|across| self.checked.rules.get(across.rule.index()));
            rules.any(|rule| rule.id == id)
        };
        crate::check::reachable(&self.framework)
            .into_iter()
            .filter(|(id, _)| own(id) && !across(id))
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
