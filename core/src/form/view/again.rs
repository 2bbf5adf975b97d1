//! A view that is altered where it stands: only what some answers reach is looked at again.

use super::{Asked, Before, Facts, FormFinding, Frame, Reader, SectionStatus, View, is_named};
use crate::batch::Batch;
use crate::eval::trace::Tracer;
use crate::eval::{Scratch, run_again};
use crate::form::draft::Touched;
use crate::form::session::{Delta, Reach};
use crate::ir::{Checked, RECORD};
use crate::plan::Plan;
use crate::plan::collect::record_ref;
use std::ops::Range;
use std::sync::Arc;

impl View {
    /// The rows in which answers lie that were touched, in the order of `touched`, where that is known.
    pub(in crate::form) fn rows_of(&self, checked: &Checked, touched: &[Touched]) -> Vec<Option<usize>> {
        let row_of = |touched: &Touched| {
            let Touched::Answer(answer) = touched else { return None };
            let domain = checked.shape.slots.get(answer.slot.index())?.domain;
            match answer.path.rsplit_once('.') {
                None => (domain == RECORD).then_some(0),
                Some((around, _)) => self.frame.paths.get(domain.index())?.iter().position(|path| path == around),
            }
        };
        touched.iter().map(row_of).collect()
    }

    /// Looks again where only answers are others that decide nothing about what is asked: at what they reach and at nothing else. Says in `delta` what is another.
    /// False, with everything as it was, where that does not hold.
    #[expect(clippy::too_many_arguments, reason = "all that a session has")]
    pub(in crate::form) fn again(
        &mut self,
        plan: &Plan,
        facts: &Facts,
        batch: &Batch,
        scratch: &mut Scratch,
        touched: &[Touched],
        rows: &[Option<usize>],
        reach: &Reach,
        delta: &mut Delta,
    ) -> bool {
        let inner = &plan.inner;
        // A group that screening fills may have other rows.
        if inner.screens.is_some() || reach.gating || touched.contains(&Touched::Rows) {
            return false;
        }
        let only = match (touched, rows) {
            ([Touched::Answer(answer)], [Some(row)]) => Some((answer.slot, *row)),
            _ => None,
        };
        let lengths = &self.frame.lengths;
        let Some(evaluated) = run_again(&inner.program, &inner.parents, batch, scratch, lengths, &reach.resting, only)
        else {
            return false;
        };
        let inputs = inner.inputs();
        let tracer = Tracer::new(&inputs, batch).knowing(evaluated.likeness);
        let before = Before { view: self, touched, rows };
        let view = View { frame: Arc::clone(&self.frame), ..View::default() };
        let mut reader = Reader {
            inner,
            facts,
            tracer: &tracer,
            before: Some(before),
            view,
            frame: Frame::default(),
            asked: Asked::No,
        };
        let mut questions = Vec::new();
        for place in reach.places.iter().copied() {
            let Some(((slot, row), question)) = self.frame.places.get(place).zip(self.questions.get(place)) else {
                continue;
            };
            let around = question.path.rsplit_once('.').map_or("", |(around, _)| around);
            let domain = tracer.slot_domain(*slot);
            let fresh = reader.read_question(*slot, domain, *row, around);
            if fresh.asked != question.asked {
                return false;
            }
            if fresh != **question {
                questions.push((place, fresh));
            }
        }
        // The rules whose verdicts or words may be others, with what is found of each now.
        let (mut bitmaps, mut found) = (Vec::new(), Vec::new());
        for rule in &reach.rules {
            let was = self.of_rule(*rule);
            let first = reader.view.keys.len();
            reader.findings_of(*rule, evaluated);
            let same = reader.view.keys.get(first..) == self.keys.get(was.clone());
            if !same || reader.view.same.get(first..).is_some_and(|same| same.contains(&false)) {
                found.push((was, first..reader.view.keys.len()));
            }
            let now = evaluated.one_word(*rule);
            if now.as_ref() != self.bitmaps.get(rule.index()) {
                bitmaps.push((*rule, now));
            }
        }
        let verdicts_stand = bitmaps.is_empty();
        let counts_stand = verdicts_stand
            && questions.iter().all(|(at, now)| self.questions.get(*at).is_some_and(|was| was.state == now.state));
        let tables_stand = verdicts_stand && before.leaves(&facts.tables);
        let numbers_stand = before.leaves(&facts.numbers);
        let fresh = reader.view;
        let record = record_ref(inner, &tracer, 0);
        // From here on nothing can go another way.
        self.record = record;
        for (rule, now) in bitmaps {
            if let (Some(place), Some(now)) = (self.bitmaps.get_mut(rule.index()), now) {
                *place = now;
            }
        }
        for (place, question) in questions {
            if let Some(place) = self.questions.get_mut(place) {
                delta.questions.push(question.clone());
                *place = Arc::new(question);
            }
        }
        self.put_findings(&found, &fresh, delta);
        self.tell(inner, &tracer, evaluated, [verdicts_stand, tables_stand, numbers_stand]);
        if !counts_stand {
            let fresh =
                self.sections.iter().map(|status| SectionStatus::new(status.id.clone(), status.asked)).collect();
            let before = std::mem::replace(&mut self.sections, fresh);
            self.count(facts);
            delta.sections = self.other_sections(&before);
        }
        true
    }

    /// Puts findings in the place of those that stood in stretches, and says what is another of them.
    fn put_findings(&mut self, stretches: &[(Range<usize>, Range<usize>)], fresh: &View, delta: &mut Delta) {
        let stay = stretches.iter().all(|(was, now)| {
            let was = self.findings.get(was.clone()).unwrap_or(&[]);
            let now = fresh.findings.get(now.clone()).unwrap_or(&[]);
            was.len() == now.len() && was.iter().zip(now).all(|(was, now)| is_named(now, was))
        });
        if !stay {
            let before = std::mem::take(self);
            let add = |to: &mut View, from: &View, places: Range<usize>, same: bool| {
                for place in places {
                    to.keys.extend(from.keys.get(place));
                    to.findings.extend(from.findings.get(place).cloned());
                    to.same.push(same || from.same.get(place) == Some(&true));
                }
            };
            let (mut now, mut at) = (View::default(), 0);
            for (was, new) in stretches {
                add(&mut now, &before, at..was.start, true);
                add(&mut now, fresh, new.clone(), false);
                at = was.end;
            }
            add(&mut now, &before, at..before.keys.len(), true);
            let View { keys, findings, same, .. } = now;
            let old = before.findings;
            *self = View { keys, findings, same, ..before };
            return self.other_findings(&old, delta);
        }
        for (was, now) in stretches {
            let now = fresh.findings.iter().zip(&fresh.same).take(now.end).skip(now.start);
            for (place, (now, same)) in self.findings.iter_mut().take(was.end).skip(was.start).zip(now) {
                if !same {
                    let was = Arc::make_mut(place);
                    was.finding.record.clone_from(&self.record);
                    if *was != **now {
                        delta.findings.changed.push(FormFinding::clone(now));
                    }
                    place.clone_from(now);
                }
            }
        }
    }
}
