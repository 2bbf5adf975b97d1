//! `compare` of a measure: how its groups are compared, and what the verdict is.

use super::{Checker, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Band, BandVerdict, Compare, ComparedAs, Harm, Id, Measure, MeasureKind, Orientation};
use crate::ir::{BandIr, ByIr, CompareIr, DerivedValueIr, Num, RangeIr, SlotId, Threshold, WithIr};
use crate::syntax::ast::Expr;
use crate::value::FieldType;

impl<'f> Checker<'f, '_> {
    pub(super) fn compared(
        &mut self,
        measure: &'f Measure,
        compare: &'f Compare,
        by: Option<ByIr>,
        all: Option<&[ByIr]>,
    ) -> Option<CompareIr> {
        let with = by.map(|by| self.with(measure, by, &compare.with));
        let strata = compare.strata.as_ref().map(|strata| self.strata(measure, compare, by, strata));
        if let Some(ByIr::Options(slot)) = by
            && self.has_several(slot)
        {
            let message =
                "a record that holds several answers is in several groups, and an interval takes groups to be apart";
            self.report(
                Diagnostic::new(Code::InvalidValue, compare.span, message)
                    .help("compare by a choice of one answer, or by a table that gives each record one result"),
            );
            return None;
        }
        let reliable = compare.reliable.as_ref().map(|reliable| self.limited(reliable, Threshold::Reliable));
        let most_unknown = compare.most_unknown.as_ref().map(|most| self.limited(most, Threshold::MostUnknown));
        let bands: Vec<Option<BandIr>> = compare.bands.iter().map(|band| self.band(band)).collect();
        self.fits(measure, compare, with.as_ref().and_then(Option::as_ref));
        self.harmed(compare, &bands);
        if all.is_none() || strata.as_ref().is_some_and(Option::is_none) {
            return None;
        }
        Some(CompareIr {
            with: with??,
            as_: compare.as_,
            orientation: compare.orientation,
            // The reader has said that it is missing.
            harm: compare.harm.unwrap_or(Harm::Away),
            strata: strata.flatten(),
            reliable: super::measures::whole(reliable)?,
            most_unknown: super::measures::whole(most_unknown)?,
            bands: bands.into_iter().collect::<Option<_>>()?,
        })
    }

    /// With what groups are compared.
    fn with(&mut self, measure: &'f Measure, by: ByIr, id: &Id) -> Option<WithIr> {
        let mut groups: Vec<&str> = match by {
            ByIr::Options(slot) => self.options(slot).iter().map(|option| option.id.as_str()).collect(),
            ByIr::Texts(_) => Vec::new(),
            ByIr::Table(table) => match self.checked.derived.get(table.index()).map(|derived| &derived.value) {
                Some(DerivedValueIr::Table(rows)) => rows.iter().map(|row| row.is.as_str()).collect(),
                _ => Vec::new(),
            },
        };
        if let Some(place) = groups.iter().position(|group| *group == id.value) {
            if !measure.not_known.iter().any(|unknown| unknown.value == id.value) {
                return Some(WithIr::Place(place));
            }
            self.report(
                Diagnostic::new(
                    Code::InvalidValue,
                    id.span,
                    format!("`{}` is not known to be a group, so that nothing can be compared with it", id.value),
                )
                .help("name a group, `others` or `population`"),
            );
            return None;
        }
        match (id.value.as_str(), by) {
            ("", _) => None,
            ("others", _) => Some(WithIr::Others),
            ("population", _) => {
                if measure.population.is_none() {
                    self.report(
                        Diagnostic::new(Code::MissingKey, id.span, "the measure says nothing of a population")
                            .help("`population:` names the number that is attached to each option of `by`"),
                    );
                    return None;
                }
                Some(WithIr::Population)
            }
            (text, ByIr::Texts(_)) => Some(WithIr::Text(text.to_owned())),
            (text, _) => {
                groups.extend(["others", "population"]);
                let message = format!("there is no group `{text}` to compare with");
                let diagnostic = Diagnostic::new(Code::UnknownName, id.span, message);
                let diagnostic = suggest::add(diagnostic, id.span, text, groups.iter().copied());
                let diagnostic = diagnostic.help(format!("groups are compared with {}", suggest::listed(&groups)));
                self.report(diagnostic);
                None
            }
        }
    }

    fn has_several(&self, slot: SlotId) -> bool {
        self.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.kind == FieldType::Choices)
    }

    fn strata(&mut self, measure: &'f Measure, compare: &'f Compare, groups: Option<ByIr>, id: &Id) -> Option<ByIr> {
        let by = self.by(id)?;
        if Some(by) == groups {
            self.report(
                Diagnostic::new(
                    Code::InvalidValue,
                    id.span,
                    format!("`{}` divides the records into the groups that are compared", id.value),
                )
                .help("strata are what the groups have in common: an area, a grade, an age band"),
            );
            return None;
        }
        let divides = measure.kind == MeasureKind::Share || measure.kind == MeasureKind::Rate && measure.per.is_some();
        if divides
            && compare.as_ == ComparedAs::Ratio
            && !matches!(by, ByIr::Table(_))
            && !matches!(by, ByIr::Options(slot) if self.has_several(slot))
        {
            return Some(by);
        }
        self.report(
            Diagnostic::new(
                Code::InvalidValue,
                id.span,
                "only a ratio of shares, or of rates with `per`, is given within strata too, and by a choice of one answer or a text",
            )
            .help("leave `strata` out, or give the measure by this field in a measure of its own"),
        );
        None
    }

    /// Whether what is compared can be compared so.
    fn fits(&mut self, measure: &'f Measure, compare: &'f Compare, with: Option<&WithIr>) {
        let kind = measure.kind.words();
        let population = with == Some(&WithIr::Population);
        let wrong = match (measure.kind, compare.as_) {
            (MeasureKind::Count, ComparedAs::Gap) => {
                Some(format!("a gap is of means or medians, and this is a {kind}"))
            }
            (MeasureKind::Count, _) if !population && with.is_some() => {
                Some("counts of groups say nothing beside each other".to_owned())
            }
            (MeasureKind::Count, _) => None,
            (_, _) if population => Some(format!("only a count is compared with the population, and this is a {kind}")),
            (MeasureKind::Mean | MeasureKind::Median, ComparedAs::Difference) => {
                Some(format!("a difference is of shares, and this is a {kind}"))
            }
            (MeasureKind::Rate, ComparedAs::Difference | ComparedAs::Gap) | (MeasureKind::Share, ComparedAs::Gap) => {
                Some(format!("a {} is not of {kind}s", compare.as_.words()))
            }
            _ => None,
        };
        if let Some(message) = wrong {
            let help = match measure.kind {
                MeasureKind::Count => "compare with `population`, or make it a share or a rate",
                MeasureKind::Share => "`as: ratio` or `as: difference`",
                MeasureKind::Rate => "`as: ratio`",
                MeasureKind::Mean | MeasureKind::Median => "`as: ratio` or `as: gap`",
            };
            self.report(Diagnostic::new(Code::InvalidValue, compare.span, message).help(help));
        }
        if compare.as_ == ComparedAs::Gap && compare.orientation == Orientation::ReferenceToGroup {
            self.report(
                Diagnostic::new(Code::InvalidValue, compare.span, "a gap has one orientation: what the group lacks")
                    .help("leave `orientation` out"),
            );
        }
    }

    /// No band may say of the side of harm what it says of the other.
    fn harmed(&mut self, compare: &'f Compare, bands: &[Option<BandIr>]) {
        let alike = compare.as_.alike();
        for (band, written) in bands.iter().zip(&compare.bands) {
            let Some(BandIr { is, range, .. }) = band else { continue };
            let value = |num: &Option<Num>| num.as_ref().and_then(|num| self.value_of(num));
            let (above, below) = match range {
                RangeIr::Beyond(above, below) => (
                    below.is_none() && value(above).is_some_and(|above| above >= alike),
                    above.is_none() && value(below).is_some_and(|below| below <= alike),
                ),
                RangeIr::Within(from, to) => {
                    (value(from).is_some_and(|from| from > alike), value(to).is_some_and(|to| to < alike))
                }
            };
            let wrong = match (is, compare.harm) {
                (BandVerdict::Red, Some(Harm::Above)) | (BandVerdict::Green, Some(Harm::Below)) => below,
                (BandVerdict::Red, Some(Harm::Below)) | (BandVerdict::Green, Some(Harm::Above)) => above,
                (BandVerdict::Green, Some(Harm::Away)) => above || below,
                _ => false,
            };
            if wrong {
                let side = if *is == BandVerdict::Red { "no harm lies" } else { "harm lies" };
                self.report(
                    Diagnostic::new(
                        Code::InvalidValue,
                        written.span,
                        format!("this band is {}, and all of it is on the side on which {side}", is.words()),
                    )
                    .help("look at `harm` and at `orientation`: which figure stands above?"),
                );
            }
        }
    }

    fn band(&mut self, band: &'f Band) -> Option<BandIr> {
        let mut given = |expr: &Option<Expr>| match expr {
            None => Some(None),
            Some(expr) => self.limited(expr, Threshold::Band).map(Some),
        };
        let [above, below, from, to] = [&band.above, &band.below, &band.from, &band.to].map(&mut given);
        let range = match (above?, below?, from?, to?) {
            (None, None, None, None) => Err(("a band lies somewhere", "`above`, `below`, or `from` and `to`")),
            (above, below, None, None) => Ok(RangeIr::Beyond(above, below)),
            (None, None, from, to) => Ok(RangeIr::Within(from, to)),
            _ => Err(("a band lies beyond something or within something, not both", "make it two bands")),
        };
        let range = range.and_then(|range| match range.crossed(|num| self.value_of(num)) {
            Some(why) => Err(why),
            None => Ok(range),
        });
        match range {
            Ok(range) => Some(BandIr { is: band.is, range, say: band.say.clone() }),
            Err((message, help)) => {
                self.report(Diagnostic::new(Code::InvalidValue, band.span, message).help(help));
                None
            }
        }
    }
}
