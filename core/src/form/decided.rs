//! What people decided about the findings of the record that is being filled in.

use super::session::Session;
use crate::audit::{Audit, Finding, FindingDecision, RuleSummary};
use crate::decision::{Applying, Decision, DecisionLoader, DecisionLog, Item, Seen, Verdict};
use crate::error::{Error, ErrorKind};
use crate::value::Date;
use serde_json::Value;
use std::collections::BTreeMap;

/// The log of a session: its lines, and what they say of findings.
#[derive(Debug, Clone, Default)]
pub(super) struct Decided {
    lines: Vec<Value>,
    log: Option<DecisionLog>,
    /// The rules, on whose text decisions rest.
    rules: BTreeMap<String, RuleSummary>,
}

impl Decided {
    /// Reads the lines. Someone may decide after the day for which the record is checked: what they decide counts, so that the log is taken as it is on its last day.
    fn of(lines: Vec<Value>, session: &Session) -> Result<Decided, Error> {
        if lines.is_empty() {
            return Ok(Decided::default());
        }
        let mut loader = DecisionLoader::new();
        for (number, line) in (1..).zip(&lines) {
            if line.get("decisions").is_some() {
                return Err(Error::new(ErrorKind::UnreadableList, "a line of decisions holds decisions itself"));
            }
            loader.object("", number, line)?;
        }
        let day = session.plan().inner.settings.as_of;
        let log = loader.clone().finish(Date::from_days(i32::MAX));
        let last = log.lines().iter().map(|line| line.decision.on).max();
        let log = loader.finish(last.map_or(day, |last| last.max(day)));
        let plan = session.plan();
        let rules = plan.audit(plan.nothing()).rules;
        let rules = rules.into_iter().map(|rule| (rule.id.clone(), rule)).collect();
        Ok(Decided { lines, log: Some(log), rules })
    }

    /// With what was decided about each finding beside it.
    pub(super) fn add_to(&self, audit: &mut Audit) {
        if let Some(log) = &self.log {
            Applying::new(log, audit).audit(audit);
        }
    }

    fn about(&self, framework: &str, finding: &Finding) -> Option<FindingDecision> {
        let record = finding.record.id.as_deref().unwrap_or("");
        let log = self.log.as_ref()?;
        if !log.has_finding(framework, record, &finding.rule, &finding.item) {
            return None;
        }
        let seen = Seen::of_finding(finding, self.rules.get(&finding.rule));
        log.for_finding(framework, record, &finding.rule, &finding.item, &seen).map(|standing| standing.told())
    }
}

impl Session {
    /// Takes the lines of a log of decisions ([`Decision`] as JSON) in the place of those that it has: [`Session::audit`] has from now on beside each finding what was
    /// decided about it, as an audit with the same log has. No verdict is another for that. Lines that cannot be used are listed in the audit.
    ///
    /// # Errors
    /// When a line is no object; the log is as it was then.
    pub fn set_decisions(&mut self, lines: Vec<Value>) -> Result<(), Error> {
        self.decided = Decided::of(lines, self)?;
        Ok(())
    }

    /// The lines of the log, in order.
    pub fn decisions(&self) -> &[Value] {
        &self.decided.lines
    }

    /// What was decided about a finding, and whether that still holds; `None` where nobody decided.
    pub fn decision(&self, fingerprint: &str) -> Option<FindingDecision> {
        self.decided.about(&self.plan().inner.checked.about.id, self.found(fingerprint)?)
    }

    /// Decides about a finding: adds a line to the log, which supersedes the lines about it that stand, and gives it, to be kept. What was decided is taken back by
    /// [`Verdict::Withdrawn`].
    ///
    /// ```
    /// use due_regard::decision::{State, Verdict};
    /// use due_regard::{Date, Settings, Source, form::Session, load};
    /// let loaded = load(Source::new("a.yaml", "
    /// language: 1
    /// framework: a
    /// version: 1.0.0
    /// title: A
    /// sources: {house: {title: Our own rule, standing: house rule, checked: 2026-11-22}}
    /// sections: [{id: all, fields: [{id: held, type: yes-no}]}]
    /// rules: [{id: look, severity: review, require: held = no, cite: [house], say: somebody has to look, why: it cannot be reckoned}]
    /// "));
    /// let day = Date::from_ymd(2026, 11, 1).unwrap();
    /// let record = serde_json::json!({"held": "yes"}).as_object().unwrap().clone();
    /// let mut session = Session::new(&loaded, Settings::new(day), record)?;
    /// let finding = session.evaluation().findings[0].finding.fingerprint.clone();
    /// assert_eq!(session.decision(&finding), None);
    /// let line = session.decide(&finding, Verdict::Accepted, "A. Lee", day, "I was there.")?;
    /// assert_eq!(line["rule"], "look");
    /// assert_eq!(session.decision(&finding).unwrap().state, State::Decided);
    /// # Ok::<(), due_regard::Error>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such finding, or who decided or why is missing: nothing has changed then.
    pub fn decide(
        &mut self,
        fingerprint: &str,
        verdict: Verdict,
        by: &str,
        on: Date,
        reason: &str,
    ) -> Result<Value, Error> {
        let framework = self.plan().inner.checked.about.id.clone();
        let unknown = || Error::new(ErrorKind::NoSuchPlace, format!("there is no finding `{fingerprint}`"));
        let finding = self.found(fingerprint).ok_or_else(unknown)?;
        let item = Item::finding(&*finding.rule, &*finding.item);
        let record = finding.record.id.clone().unwrap_or_default();
        let mut decision = Decision::new(&*framework, &*record, item, verdict, by, on);
        decision.record_name = finding.record.name.clone().unwrap_or_default();
        reason.clone_into(&mut decision.reason);
        let plan = self.plan();
        let rule = plan.audit(plan.nothing()).rules.into_iter().find(|rule| rule.id == finding.rule);
        decision.seen = Seen::of_finding(finding, rule.as_ref());
        if let Some(log) = &self.decided.log {
            decision.supersedes = log.to_supersede(&framework, &record, &decision.item);
        }
        if let Some((column, say)) = decision.lacks() {
            return Err(Error::new(ErrorKind::InvalidSetting, say).at(column));
        }
        if !verdict.is_of(&decision.item) {
            let message = format!("`{verdict}` is decided about candidates, not about findings");
            return Err(Error::new(ErrorKind::InvalidSetting, message).at("verdict"));
        }
        let line = serde_json::to_value(decision.sealed())
            .map_err(|error| Error::new(ErrorKind::InvalidSetting, "the decision cannot be written").because(error))?;
        let mut lines = self.decided.lines.clone();
        lines.push(line.clone());
        self.set_decisions(lines)?;
        Ok(line)
    }
}

#[cfg(test)]
mod tests;
