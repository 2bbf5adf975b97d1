//! What is reckoned over all records: measures, and how their groups are compared.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::schema::Kind;
use crate::framework::tree::Node;
use crate::framework::{Band, BandVerdict, Compare, ComparedAs, Harm, IntervalKind, Measure, MeasureKind, Orientation};
use crate::syntax::ast::{Expr, ExprKind};

impl Reader<'_> {
    pub(super) fn measure(&mut self, node: &Node) -> Option<Measure> {
        let map = self.mapping(node, Kind::Measure)?;
        let intervals = IntervalKind::ALL.map(|kind| (kind, kind.words()));
        Some(Measure {
            id: map.get("id").map(|node| self.new_id(node, "measure")).unwrap_or_default(),
            label: self.optional_words(map.get("label")),
            kind: map.get("kind").and_then(|node| self.kind(node)).unwrap_or(MeasureKind::Count),
            of: map
                .get("of")
                .map_or_else(|| Expr { kind: ExprKind::Error, span: node.span }, |node| self.expression(node)),
            among: self.optional_expression(map.get("among")),
            per: self.optional_expression(map.get("per")),
            times: self.optional_expression(map.get("times")),
            by: self.references(map.get("by"), "the id of a field"),
            not_known: self.references(map.get("not-known"), "the id of an option"),
            population: map.get("population").and_then(|node| self.reference(node, "the id of a number")),
            interval: map.get("interval").and_then(|node| self.one_of(node, "a kind of interval", &intervals)),
            level: self.optional_expression(map.get("level")),
            publish: self.optional_expression(map.get("publish")),
            compare: map.get("compare").and_then(|node| self.compare(node)),
            cite: self.references(map.get("cite"), "the id of a source"),
            note: self.optional_words(map.get("note")),
        })
    }

    fn kind(&mut self, node: &Node) -> Option<MeasureKind> {
        let scalar = self.scalar(node, "a kind of measure")?;
        if matches!(scalar.text.as_str(), "ratio" | "gap" | "difference" | "index") {
            let message = format!("a {} is made of two figures, and is no kind of one", scalar.text);
            self.push(Diagnostic::new(Code::InvalidValue, node.span, message).help(
                "say what is given of each group (`kind: share`, `rate`, `mean`, …), and how they are compared: `compare: {with: …, as: ratio, harm: above}`",
            ));
            return None;
        }
        let kinds = MeasureKind::ALL.map(|kind| (kind, kind.words()));
        self.one_of_or(node, "a kind of measure", &kinds, other_kind)
    }

    fn compare(&mut self, node: &Node) -> Option<Compare> {
        let map = self.mapping(node, Kind::Compare)?;
        let compared = ComparedAs::ALL.map(|kind| (kind, kind.words()));
        let orientations = Orientation::ALL.map(|orientation| (orientation, orientation.words()));
        let harms = Harm::ALL.map(|harm| (harm, harm.words()));
        Some(Compare {
            with: map.get("with").and_then(|node| self.reference(node, "the id of a group")).unwrap_or_default(),
            as_: map.get("as").and_then(|node| self.one_of(node, "a comparison", &compared)).unwrap_or_default(),
            orientation: map
                .get("orientation")
                .and_then(|node| self.one_of(node, "an orientation", &orientations))
                .unwrap_or_default(),
            harm: map.get("harm").and_then(|node| self.one_of_or(node, "a side of equality", &harms, other_side)),
            strata: map.get("strata").and_then(|node| self.reference(node, "the id of a field")),
            reliable: self.optional_expression(map.get("reliable")),
            most_unknown: self.optional_expression(map.get("most-unknown")),
            bands: self.each(map.get("bands"), Self::band),
            span: node.span,
        })
    }

    fn band(&mut self, node: &Node) -> Option<Band> {
        let map = self.mapping(node, Kind::Band)?;
        let verdicts = BandVerdict::ALL.map(|verdict| (verdict, verdict.words()));
        let is = map.get("is").and_then(|node| self.one_of(node, "the verdict of a band", &verdicts));
        Some(Band {
            // Without one, a diagnostic has said so.
            is: is.unwrap_or(BandVerdict::Red),
            above: self.optional_expression(map.get("above")),
            below: self.optional_expression(map.get("below")),
            from: self.optional_expression(map.get("from")),
            to: self.optional_expression(map.get("to")),
            say: self.optional_words(map.get("say")),
            span: node.span,
        })
    }
}

fn other_kind(word: &str) -> Option<&'static str> {
    match word {
        "proportion" | "percentage" | "percent" => Some("share"),
        "average" => Some("mean"),
        "number" | "sum" | "total" => Some("count"),
        _ => None,
    }
}

fn other_side(word: &str) -> Option<&'static str> {
    match word {
        "higher" | "high" | "more" => Some("above"),
        "lower" | "low" | "less" => Some("below"),
        "both" | "either" => Some("away"),
        _ => None,
    }
}
