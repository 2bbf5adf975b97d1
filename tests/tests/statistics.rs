//! The statistics of measures against figures of others: every suite of numbers of `../shared/golden/statistics.json`,
//! where it is at hand.

use due_regard::statistics::*;
use due_regard_tests::shared;
use serde_json::Value;
use std::collections::BTreeMap;

/// One case, what was compared in it, and what is wrong.
struct Case<'a> {
    suite: &'a Value,
    case: &'a Value,
    name: String,
    compared: usize,
    wrong: Vec<String>,
}

impl Case<'_> {
    fn number(&self, key: &str) -> Option<f64> {
        self.case[key].as_f64()
    }

    fn numbers(&self, key: &str) -> Option<Vec<f64>> {
        numbers(&self.case[key]).or_else(|| numbers(&self.suite[key]))
    }

    /// Compares with the number under this key, where there is one; `null` stands for nothing.
    fn near(&mut self, key: &str, found: Option<f64>, tolerance: Tolerance) {
        let expected = match self.case.get(key) {
            None => return,
            Some(Value::Null) => None,
            Some(value) => match value.as_f64() {
                Some(value) => Some(value),
                None => return,
            },
        };
        self.same(key, found, expected, tolerance);
    }

    fn same(&mut self, what: &str, found: Option<f64>, expected: Option<f64>, tolerance: Tolerance) {
        self.compared += 1;
        let near = match (found, expected) {
            (None, None) => true,
            (Some(found), Some(expected)) => {
                let within = match tolerance {
                    Tolerance::Relative(share) => share * expected.abs(),
                    Tolerance::Absolute(by) => by,
                };
                (found - expected).abs() <= within
            }
            _ => false,
        };
        if !near {
            self.wrong.push(format!("{}: {what} is {found:?}, expected {expected:?}", self.name));
        }
    }

    /// Compares anything else.
    fn is<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: T, expected: T) {
        self.compared += 1;
        if found != expected {
            self.wrong.push(format!("{}: {what} is {found:?}, expected {expected:?}", self.name));
        }
    }

    /// The figure and both ends, at each level that the case has.
    fn levels(&mut self, estimate: impl Fn(f64) -> Result<Estimate, NotComputable>, tolerance: Tolerance) {
        for (level, low, high) in [(0.95, "lo95", "hi95"), (0.998, "lo998", "hi998")] {
            let found = estimate(level);
            let interval = found.ok().and_then(|found| found.interval);
            if level == 0.95 {
                self.near("value", found.ok().map(|found| found.value), tolerance);
            }
            self.near(low, interval.map(|interval| interval.low), tolerance);
            self.near(high, interval.map(|interval| interval.high), tolerance);
        }
    }
}

#[derive(Clone, Copy)]
enum Tolerance {
    Relative(f64),
    Absolute(f64),
}
use Tolerance::{Absolute, Relative};

/// What the file asks for: closed forms, and figures printed with three places.
const CLOSED: Tolerance = Relative(1e-9);
const PRINTED: Tolerance = Absolute(5.01e-4);

fn numbers(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(Value::as_f64).collect()
}

/// A table of numbers.
fn table(value: &Value) -> Option<Vec<Vec<f64>>> {
    value.as_array()?.iter().map(numbers).collect()
}

fn value(estimate: Result<Estimate, NotComputable>) -> Option<f64> {
    estimate.ok().map(|estimate| estimate.value)
}

fn ends(estimate: Result<Estimate, NotComputable>) -> (Option<f64>, Option<f64>) {
    let interval = estimate.ok().and_then(|estimate| estimate.interval);
    (interval.map(|interval| interval.low), interval.map(|interval| interval.high).filter(|high| high.is_finite()))
}

/// A case that has the inputs is run; `None` says that something is missing.
type Run = fn(&mut Case) -> Option<()>;

const SUITES: &[(&str, Run)] = &[
    ("proportion_wilson", |case| {
        let (x, n) = (case.number("x")?, case.number("n")?);
        case.levels(|level| proportion(x, n, level), CLOSED);
        Some(())
    }),
    ("rate_byar_exact", |case| {
        let (x, n, times) = (case.number("x")?, case.number("n")?, case.number("mult").unwrap_or(1.0));
        case.levels(|level| rate(x, n, times, level), CLOSED);
        method(case, rate(x, n, times, 0.95));
        Some(())
    }),
    ("byar_count", |case| {
        let limits = byar(case.number("x")?, case.number("c")?).ok();
        case.near("lo", limits.map(|limits| limits.low), CLOSED);
        case.near("hi", limits.map(|limits| limits.high), CLOSED);
        Some(())
    }),
    ("mean_t", |case| {
        let values = case.numbers("values").or_else(|| {
            // "union of Area1 and Area2"
            let groups = case.case["values"].as_str()?.strip_prefix("union of ")?.split(" and ");
            let cases = case.suite["cases"].as_array()?;
            let all: Option<Vec<Vec<f64>>> =
                groups.map(|group| numbers(&cases.iter().find(|case| case["group"] == group)?["values"])).collect();
            Some(all?.concat())
        })?;
        case.near("n", Some(values.len() as f64), CLOSED);
        case.near("mean", value(mean(&values, 0.95)), CLOSED);
        case.levels(|level| mean(&values, level), CLOSED);
        Some(())
    }),
    ("dsr_dobson", |case| {
        let input = &case.suite["inputs"][case.case["group"].as_str()?];
        let weights = numbers(&input["std"]).or_else(|| numbers(&case.suite[input["std"].as_str()?]))?;
        // A count that is not given is none.
        let counts: Vec<f64> = input["count"].as_array()?.iter().map(|count| count.as_f64().unwrap_or(0.0)).collect();
        let strata: Vec<Stratum> = counts
            .iter()
            .zip(numbers(&input["pop"])?)
            .zip(weights)
            .map(|((events, exposure), weight)| Stratum { events: *events, exposure, weight })
            .collect();
        case.near("total", Some(counts.iter().sum()), CLOSED);
        let times = case.number("mult").unwrap_or(100_000.0);
        case.levels(|level| standardised_rate(&strata, times, level), CLOSED);
        if case.case["value"].is_null() {
            case.is("reason", standardised_rate(&strata, times, 0.95), Err(NotComputable::TooFewEvents));
        }
        Some(())
    }),
    ("indirect_standardisation", |case| {
        let [population, events, reference] =
            ["pop", "ref_count", "ref_pop"].map(|key| case.numbers(key).unwrap_or_default());
        let strata = population.iter().zip(&events).zip(&reference).map(|((a, b), c)| (*a, *b, *c));
        case.near("E", expected_events(strata).ok(), CLOSED);
        let times = match case.case["kind"].as_str()?.split_once(" x") {
            Some((_, times)) => times.parse().ok()?,
            None => case.suite["ref_rate_per_100000"].as_f64()?,
        };
        let (observed, expected) = (case.number("O")?, case.number("E")?);
        case.levels(|level| standardised_ratio(observed, expected, times, level), CLOSED);
        method(case, standardised_ratio(observed, expected, times, 0.95));
        Some(())
    }),
    ("slope_index_of_inequality", |case| {
        let scale = match case.number("value_type")? {
            0.0 => Scale::Plain,
            1.0 => Scale::Log,
            _ => Scale::LogOdds,
        };
        let parts = [case.numbers("pop")?, case.numbers("y")?, case.numbers("se")?];
        let groups: Vec<SlopeGroup> = (0..parts[0].len())
            .map(|at| SlopeGroup { population: parts[0][at], value: parts[1][at], error: parts[2][at] })
            .collect();
        let level = case.number("conf").map_or(0.95, |level| if level > 1.0 { level / 100.0 } else { level });
        let slope = slope_index(&groups, scale, Line::Straight, level, Simulation { draws: 100_000, seed: 2026 });
        case.near("sii", slope.ok().map(|slope| slope.absolute.value), CLOSED);
        case.near("rii", slope.ok().map(|slope| slope.relative.value), CLOSED);
        case.near("intercept", slope.ok().map(|slope| slope.near_end), CLOSED);
        let simulated = Relative(case.number("ci_tolerance_rel").unwrap_or(0.05));
        let ends = |of: fn(Slope) -> Estimate| slope.ok().and_then(|slope| of(slope).interval);
        for (of, low, high) in [
            ((|slope| slope.absolute) as fn(Slope) -> Estimate, "sii_lo", "sii_hi"),
            (|slope| slope.relative, "rii_lo", "rii_hi"),
        ] {
            case.near(low, ends(of).map(|interval| interval.low), simulated);
            case.near(high, ends(of).map(|interval| interval.high), simulated);
        }
        Some(())
    }),
    ("funnel_proportion", |case| {
        let baseline = case.suite["baseline_pct"].as_f64()? / 100.0;
        let n = case.number("n")?;
        for (level, low, high) in [(0.95, "lo2s", "hi2s"), (0.998, "lo3s", "hi3s")] {
            let limits = funnel_limits(baseline, n, level).ok();
            // Printed with six places.
            case.near(low, limits.map(|limits| 100.0 * limits.low), Absolute(5.1e-7));
            case.near(high, limits.map(|limits| 100.0 * limits.high), Absolute(5.1e-7));
        }
        for example in case.suite["examples"].as_array().into_iter().flatten() {
            let place = match funnel_place(example["x"].as_f64()?, example["n"].as_f64()?, baseline) {
                Ok(FunnelPlace::FarAbove) => "High (0.001)",
                Ok(FunnelPlace::Above) => "High (0.025)",
                Ok(FunnelPlace::Within) => "Not significant",
                Ok(FunnelPlace::Below) => "Low (0.025)",
                Ok(FunnelPlace::FarBelow) => "Low (0.001)",
                Err(_) => "none",
            };
            case.is("flag", Some(place), example["flag"].as_str());
        }
        Some(())
    }),
    ("quantile_deciles", |case| {
        let values = case.numbers("values")?;
        let expected = case.numbers("expected")?;
        let many = case.number("k").or(case.number("nquantiles")).unwrap_or(10.0) as usize;
        let order = if case.case["invert"] == false { QuantileOrder::LowestFirst } else { QuantileOrder::HighestFirst };
        let found = quantile_groups(&values, many, order).map(|found| found.iter().map(|q| *q as f64).collect());
        case.is("expected", found, Ok(expected));
        Some(())
    }),
    ("risk_ratio_log_wald", |case| {
        let [a, n1, b, n0] = cells(case)?;
        let ratio = log_wald_ratio((a, n1), (b, n0), 0.95);
        case.near("rr", value(ratio), CLOSED);
        let (low, high) = ends(ratio);
        // Where the focus has none, the source prints limits of 0 and nothing; ours is absent.
        if a > 0.0 {
            case.near("rr_lo", low, CLOSED);
        } else {
            case.is("rr_lo", low, None);
        }
        case.near("rr_hi", high, CLOSED);
        let odds = odds_ratio((a, n1), (b, n0), 0.95).map(|test| test.ratio);
        let (low, high) = ends(odds);
        for (key, found) in [("or", value(odds)), ("or_lo", low), ("or_hi", high)] {
            if let (Some(expected), Some(found)) = (case.number(key), found) {
                case.is(key, as_r_finds(found, expected).then_some(()).ok_or((found, expected)), Ok(()));
            }
        }
        Some(())
    }),
    ("exact_poisson_ratio_and_missing_ethnicity_bounds", |case| {
        let focus = (case.number("n_cmp")?, 1.0);
        // Five digits were to be had of the exposures' ratio.
        let reference = (case.number("n_ref")?, case.number("exposure_ratio_ref_over_cmp")?);
        let ratio = ratio_of_rates(focus, reference, 0.95);
        let (low, high) = ends(ratio);
        case.near("ratio", value(ratio), PRINTED);
        case.near("lo95", low, PRINTED);
        case.near("hi95", high, PRINTED);
        let bounds = unknown_group_rates(focus, reference, case.number("unknown")?).ok();
        case.near("bound_lo_all_unknown_to_ref", bounds.map(|found| found.bounds.low), PRINTED);
        case.near("bound_hi_all_unknown_to_cmp", bounds.map(|found| found.bounds.high), PRINTED);
        case.near("proportional", bounds.map(|found| found.observed), PRINTED);
        case.near("tipping_share_to_cmp", bounds.and_then(|found| found.tipping_share), PRINTED);
        let ages = &case.suite["also"]["two_age_standardisation"];
        let (counts, people) = (numbers(&ages["counts_month"])?, numbers(&ages["pop"])?);
        let strata: Vec<Stratum> = counts
            .iter()
            .zip(&people)
            .map(|(events, people)| Stratum { events: *events, exposure: people / 12.0, weight: 1.0 })
            .collect();
        let crude = rate(counts.iter().sum(), people.iter().sum::<f64>() / 12.0, 1000.0, 0.95);
        case.same("crude rate", value(crude), ages["annual_crude_per_1000"].as_f64(), CLOSED);
        let standardised = value(standardised_rate(&strata, 1000.0, 0.95));
        case.same("rate", standardised, ages["equal_weight_standardised_per_1000"].as_f64(), CLOSED);
        Some(())
    }),
    ("search_hit_rate_wilson", |case| {
        let share = proportion(case.number("x")?, case.number("n")?, 0.95);
        let (low, high) = ends(share);
        case.near("p", value(share), PRINTED);
        case.near("lo95", low, PRINTED);
        case.near("hi95", high, PRINTED);
        Some(())
    }),
    ("stop_search_rates_met_2020q3", |case| {
        let found = rate(case.number("searches")?, case.number("people")?, 1000.0, 0.95);
        case.near("rate_per_1000", value(found), Absolute(0.0501));
        let overall =
            ratio_of_rounded((case.number("rate_per_1000")?, 1), (case.suite["overall_rate_per_1000"].as_f64()?, 2));
        let beside = case.number("vs_overall_6_20")?;
        case.is("vs_overall", overall.and_then(|feasible| claim_agrees((beside, 1), feasible)), Ok(true));
        Some(())
    }),
    ("aequitas_group_test_1", |case| {
        let [n, pp, tp, fp, tn, fn_] = ["n", "pp", "tp", "fp", "tn", "fn"].map(|key| case.number(key).unwrap_or(-1.0));
        for (key, part, whole) in [
            ("pprev", pp, n),
            ("fpr", fp, fp + tn),
            ("fnr", fn_, fn_ + tp),
            ("for", fn_, fn_ + tn),
            ("fdr", fp, tp + fp),
        ] {
            case.near(key, value(proportion(part, whole, 0.95)), CLOSED);
        }
        let reference =
            case.suite["cases"].as_array()?.iter().find(|other| other["group"] == case.suite["reference"])?;
        for (key, expected) in case.case["disparity"].as_object().into_iter().flatten() {
            let ratio = case.number(key)? / reference[key].as_f64()?;
            case.same(key, Some(ratio), expected.as_f64(), CLOSED);
        }
        Some(())
    }),
    ("published_claims", claims),
    ("seed_figures", figures),
    ("pay_gap", pay),
    ("band_vs_interval", |case| {
        let [a, n1, b, n0] = cells(case)?;
        let ratio = log_wald_ratio((a, n1), (b, n0), 0.95);
        let (low, high) = ends(ratio);
        case.near("rr", value(ratio), CLOSED);
        case.near("lo95", low, CLOSED);
        case.near("hi95", high, CLOSED);
        if let Some(excludes) = case.case["ci_excludes_1"].as_bool() {
            case.is(
                "ci_excludes_1",
                ratio.ok().and_then(|ratio| ratio.interval).map(|range| !range.contains(1.0)),
                Some(excludes),
            );
        }
        Some(())
    }),
    ("benjamini_hochberg", |case| {
        let (p, expected) = (case.numbers("p")?, case.numbers("q")?);
        let q = benjamini_hochberg(&p).ok()?;
        for (found, expected) in q.iter().zip(expected) {
            case.same("q", Some(*found), Some(expected), CLOSED);
        }
        let findings = q.iter().filter(|q| **q <= 0.05).count();
        case.near("reject_at_0.05", Some(findings as f64), CLOSED);
        Some(())
    }),
    ("suppression", suppression),
    ("missing_ethnicity_bounds_real", |case| {
        let focus = (case.number("n_cmp_Black")?, case.number("exp_cmp")?);
        let reference = (case.number("n_ref_White")?, case.number("exp_ref")?);
        let found = unknown_group_rates(focus, reference, case.number("unknown")?).ok()?;
        case.near("observed", Some(found.observed), CLOSED);
        case.near("lower", Some(found.bounds.low), CLOSED);
        case.near("upper", Some(found.bounds.high), CLOSED);
        case.near("tipping", found.tipping_share, CLOSED);
        case.is("tipping_feasible", Some(found.tipping_is_feasible()), case.case["tipping_feasible"].as_bool());
        Some(())
    }),
    ("aggregation_mantel_haenszel", |case| {
        let [a, n1, b, n0] = cells(case)?;
        case.near("crude_rr", value(ratio_of_proportions((a, n1), (b, n0), 0.95)), CLOSED);
        let strata: Vec<[f64; 4]> = extract_ss()?.iter().filter(|row| row["date"] == "2021").map(stops).collect();
        case.near("strata", Some(strata.len() as f64), CLOSED);
        case.near("mh_rr", value(stratified_ratio(strata.into_iter(), 0.95)), CLOSED);
        Some(())
    }),
];

/// R's `fisher.test` looks for odds ratios, or for their inverse where they are above 1, no further than to 1.2e-4.
fn as_r_finds(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 2e-4 || (1.0 / found - 1.0 / expected).abs() <= 2e-4
}

fn cells(case: &Case) -> Option<[f64; 4]> {
    Some([case.number("a")?, case.number("n1")?, case.number("b")?, case.number("n0")?])
}

fn method(case: &mut Case, estimate: Result<Estimate, NotComputable>) {
    let Some(expected) = case.case["method"].as_str() else { return };
    let expected = if expected == "Exact" { Method::ExactPoisson } else { Method::Byar };
    case.is("method", estimate.ok().and_then(|estimate| estimate.method), Some(expected));
}

fn claims(case: &mut Case) -> Option<()> {
    match case.case["id"].as_str()? {
        "christie_wres2" => {
            case.same(
                "ratio",
                value(log_wald_ratio((46.99, 100.0), (14.65, 100.0), 0.95)),
                case.number("expect_ratio"),
                CLOSED,
            );
            let feasible = ratio_of_rounded((46.99, 2), (14.65, 2));
            let published = case.number("published")?;
            case.is("claim", feasible.and_then(|feasible| claim_agrees((published, 1), feasible)), Ok(true));
        }
        "westlancs_recruitment_2019_20" => {
            let (white, bme) = ((117.0, 389.0), (2.0, 10.0));
            let ratio = log_wald_ratio(white, bme, 0.95);
            let (low, high) = ends(ratio);
            case.near("white_over_bme", value(ratio), CLOSED);
            case.near("lo95", low, CLOSED);
            case.near("hi95", high, CLOSED);
            case.near("fisher_p", odds_ratio(bme, white, 0.95).ok().map(|test| test.p), CLOSED);
        }
        "ncic_2025_profile" => {
            let [bme, white, unknown, total] =
                ["bme", "white", "not_declared", "total"].map(|key| case.number(key).unwrap_or(-1.0));
            for (part, percent) in [bme, white, unknown].into_iter().zip(case.numbers("pct")?) {
                case.same(
                    "pct",
                    value(proportion(part, total, 0.95)).map(|share| 100.0 * share),
                    Some(percent),
                    CLOSED,
                );
            }
            let known = value(proportion(bme, bme + white, 0.95)).map(|share| 100.0 * share);
            case.near("bme_share_of_known", known, CLOSED);
        }
        "paragon_quarters_unequal" => {
            let each = quarter_sizes(case.number("total")? as usize, Remainder::LowerFirst);
            let required = case.number("required_each")? as usize;
            case.is("sizes", each, [required; 4]);
        }
        "guhg_pound_for_pound" => {
            case.near("recomputed", Some(10.0 * (1.0 - case.number("gap_pct")? / 100.0)), CLOSED);
        }
        "home_office_fye2022" => {
            let share = proportion(case.number("arrests")?, case.number("s1_pace")?, 0.95);
            case.near("arrest_rate_pct", value(share).map(|share| 100.0 * share), CLOSED);
        }
        "rdu_rounding_trap" => {
            let feasible = ratio_of_rounded((26.0, 0), (3.0, 0)).ok()?;
            let expected = case.numbers("feasible_interval_from_rounding")?;
            case.same("low", Some(feasible.low), Some(expected[0]), CLOSED);
            case.same("high", Some(feasible.high), Some(expected[1]), CLOSED);
            case.is("claim", claim_agrees((9.6, 1), feasible), Ok(true));
        }
        "rdu_arrests" => {
            let feasible = ratio_of_rounded((35.0, 0), (11.0, 0)).ok()?;
            case.is("holds the ratio", feasible.contains(case.number("ratio_of_rounded")?), true);
        }
        _ => return None,
    }
    Some(())
}

fn figures(case: &mut Case) -> Option<()> {
    match case.case["id"].as_str()? {
        "southwark_works" => {
            let (before, after) = (case.number("registrations_share")?, case.number("job_start_share")?);
            case.near("relative_success_ratio_minority_over_other", ratio_of_shares(after, before).ok(), CLOSED);
            case.near("representation_index", value(ratio_to_share(after, 1.0, before, 0.95)), CLOSED);
        }
        "southwark_health_checks" => {
            let mut parts = Vec::new();
            for (area, key) in [("south", "south_ci95"), ("north", "north_ci95")] {
                let (n, share) = (case.case[area]["n"].as_f64()?, case.case[area]["share"].as_f64()?);
                let (low, high) = ends(proportion((share * n).round(), n, 0.95));
                let expected = case.numbers(key)?;
                case.same(key, low, Some(expected[0]), CLOSED);
                case.same(key, high, Some(expected[1]), CLOSED);
                parts.push((share * n, n));
            }
            let pooled = proportion(parts[0].0 + parts[1].0, parts[0].1 + parts[1].1, 0.95);
            case.near("pooled_share", value(pooled), CLOSED);
        }
        "southwark_ambassadors" => {
            let found = nearest_counts(case.number("share")?, case.number("n")?).ok()?;
            for (count, share) in found {
                let expected = case.case["nearest_counts"][format!("{count}")].as_f64();
                case.same("share", Some(share), expected, CLOSED);
            }
            let (low, high) = ends(proportion(found[1].0, case.number("n")?, 0.95));
            let expected = case.numbers("ci95_109")?;
            case.same("low", low, Some(expected[0]), CLOSED);
            case.same("high", high, Some(expected[1]), CLOSED);
        }
        _ if case.number("share").is_some() && case.number("n").is_some() => {
            let (n, share) = (case.number("n")?, case.number("share")?);
            let (low, high) = ends(proportion((share * n).round(), n, 0.95));
            let expected = case.numbers("ci95")?;
            case.same("low", low, Some(expected[0]), CLOSED);
            case.same("high", high, Some(expected[1]), CLOSED);
        }
        _ if case.number("White").is_some() && case.number("non_white_share").is_some() => {
            let (white, total) = (case.number("White")?, case.number("total")?);
            case.near("non_white_share", value(proportion(total - white, total, 0.95)), CLOSED);
            let black = value(proportion(case.number("Black")?, total, 0.95));
            case.near("black_incl_mixed_black_share", black, CLOSED);
        }
        _ => return None,
    }
    Some(())
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

fn gaps(case: &mut Case, focus: &[f64], reference: &[f64], keys: [&str; 2]) {
    case.near(keys[0], value(gap_of_means(focus, reference, 0.95)), CLOSED);
    case.near(keys[1], value(gap_of_medians(&sorted(focus), &sorted(reference), 0.95)), CLOSED);
}

fn pay(case: &mut Case) -> Option<()> {
    if let (Some(reference), Some(focus)) = (case.numbers("male"), case.numbers("female")) {
        gaps(case, &focus, &reference, ["mean_gap_pct", "median_gap_pct"]);
    } else if let (Some(reference), Some(focus)) = (case.number("ref"), case.number("cmp")) {
        case.near("gap_pct", value(gap_of_means(&[focus], &[reference], 0.95)), CLOSED);
    } else if let (Some(reference), Some(focus)) = (case.numbers("male_bonus"), case.numbers("female_bonus")) {
        let paid = |values: &[f64]| -> Vec<f64> { values.iter().copied().filter(|value| *value > 0.0).collect() };
        gaps(case, &paid(&focus), &paid(&reference), ["mean_bonus_gap_pct", "median_bonus_gap_pct"]);
        for (all, key) in [(reference, "pct_male_receiving"), (focus, "pct_female_receiving")] {
            let share = proportion(paid(&all).len() as f64, all.len() as f64, 0.95);
            case.near(key, value(share).map(|share| 100.0 * share), CLOSED);
        }
    } else if let Some(rates) = case.numbers("rates") {
        let sexes = case.case["sex"].as_array()?;
        let people: Vec<(f64, bool)> = rates.iter().zip(sexes).map(|(rate, sex)| (*rate, sex == "F")).collect();
        let found = pay_quarters(&people, Remainder::LowerFirst).ok()?;
        for (quarter, expected) in found.iter().zip(case.numbers("fractional_female_by_quarter")?) {
            case.same("share", Some(quarter.share()), Some(expected), CLOSED);
        }
    } else if let (Some(many), Some(sizes)) = (case.numbers("n"), table(&case.case["sizes_lower_lm_um_upper"])) {
        for (n, sizes) in many.iter().zip(sizes) {
            let found = quarter_sizes(*n as usize, Remainder::LowerFirst).map(|size| size as f64);
            case.is("sizes", found.to_vec(), sizes);
        }
    } else {
        let values = case.numbers("values")?;
        case.near("median", value(median(&sorted(&values), 0.95)), CLOSED);
    }
    Some(())
}

fn suppression(case: &mut Case) -> Option<()> {
    let small = SmallCells { from: 1, to: case.number("threshold").unwrap_or(1.0) as u64 - 1 };
    if let Some(row) = case.case["row"].as_object() {
        let names: Vec<&str> = row.keys().map(String::as_str).collect();
        let counts: Vec<u64> = row.values().filter_map(Value::as_u64).collect();
        let found = suppress_small_cells(&counts, counts.len(), small, Totals { rows: true, columns: false }).ok()?;
        for (key, kind) in [("primary", Hidden::Small), ("secondary_needed", Hidden::Complementary)] {
            let found: Vec<Value> = names
                .iter()
                .zip(&found.cells)
                .filter(|(_, state)| **state == kind)
                .map(|(name, _)| (*name).into())
                .collect();
            case.is(key, Value::from(found), case.case[key].clone());
        }
    } else if let Some(rows) = table(&case.case["table"]) {
        let columns = rows.first()?.len();
        let counts: Vec<u64> = rows.concat().iter().map(|count| *count as u64).collect();
        let found = suppress_small_cells(&counts, columns, small, Totals { rows: true, columns: true }).ok()?;
        for (key, kind) in [("primary", Hidden::Small), ("secondary", Hidden::Complementary)] {
            let found: Vec<[usize; 2]> = (0..counts.len())
                .filter(|cell| found.cells[*cell] == kind)
                .map(|cell| [cell / columns, cell % columns])
                .collect();
            case.is(key, serde_json::json!(found), case.case[key].clone());
        }
    } else {
        let counts = case.numbers("in")?;
        let expected = case.case["nhsd_1_7_star_round5"].as_array()?;
        for (count, expected) in counts.iter().zip(expected) {
            let found = rounded_count(*count as u64, SmallCells { from: 1, to: 7 }, 5).ok()?;
            case.is("rounded", found, expected.as_u64());
        }
    }
    Some(())
}

/// Suites that are not about statistics: the programme's colours and counts of ratings.
const NOT_STATISTICS: &[&str] = &["programme_rag_seed004", "gmpp_dca_counts"];

#[test]
fn golden_statistics_are_found_again() {
    let Some(text) = shared("golden/statistics.json") else { return };
    let golden: Value = serde_json::from_str(&text).unwrap();
    let known: BTreeMap<&str, Run> = SUITES.iter().copied().collect();
    let (mut wrong, mut all_run) = (Vec::new(), 0);
    for (name, suite) in golden["suites"].as_object().unwrap() {
        let cases = suite["cases"].as_array().unwrap();
        let Some(run) = known.get(name.as_str()) else {
            let why = if NOT_STATISTICS.contains(&name.as_str()) { "no statistics" } else { "not known here" };
            println!("NOT RUN: {name}, {} cases: {why}", cases.len());
            continue;
        };
        let (mut ran, mut compared, mut left) = (0, 0, Vec::new());
        for (number, case) in cases.iter().enumerate() {
            let id = ["id", "area", "group", "la", "label"].iter().find_map(|key| case[*key].as_str()).unwrap_or("");
            let mut case = Case { suite, case, name: format!("{name}[{number}] {id}"), compared: 0, wrong: vec![] };
            if run(&mut case).is_some() && case.compared > 0 {
                ran += 1;
                compared += case.compared;
            } else {
                left.push(if id.is_empty() { number.to_string() } else { id.to_owned() });
            }
            wrong.extend(case.wrong);
        }
        all_run += ran;
        let left = if left.is_empty() { String::new() } else { format!("; NOT RUN: {}", left.join(", ")) };
        println!("{name}: {ran} of {} cases, {compared} figures{left}", cases.len());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all_run >= 80, "{all_run}");
}

/// The rows of a published file of stops by area and year: text under the header's names.
fn extract_ss() -> Option<Vec<BTreeMap<String, String>>> {
    let text = shared("data/quant/black-thrive-extractss/summarised_stops_2019-2021.csv")?;
    // Names of areas with commas stand in quotation marks.
    let split = |line: &str| -> Vec<String> {
        let (mut cells, mut quoted) = (vec![String::new()], false);
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                letter => cells.last_mut().unwrap().push(letter),
            }
        }
        cells
    };
    let mut lines = text.lines();
    let header = split(lines.next()?);
    Some(lines.map(|line| header.iter().cloned().zip(split(line)).collect()).collect())
}

fn stops(row: &BTreeMap<String, String>) -> [f64; 4] {
    ["Black_stopped", "Black_population", "White_stopped", "White_population"]
        .map(|key| row[key].parse().unwrap_or(-1.0))
}

#[test]
fn ratios_of_every_area_and_year_are_those_that_were_published() {
    let Some(rows) = extract_ss() else { return };
    let (mut wrong, mut ratios, mut odds, mut both) = (Vec::new(), 0, 0, 0);
    for row in &rows {
        let [a, n1, b, n0] = stops(row);
        let number = |key: &str| row[key].parse::<f64>().ok();
        let Ok(ratio) = log_wald_ratio((a, n1), (b, n0), 0.95) else { continue };
        let (low, high) = ends(Ok(ratio));
        let mut check = |what: &str, found: Option<f64>, same: fn(f64, f64) -> bool| {
            let (Some(found), Some(expected)) = (found, number(what)) else { return 0 };
            if !same(found, expected) {
                wrong.push(format!("{} {}: {what} is {found}, published {expected}", row["la"], row["date"]));
            }
            1
        };
        let to_nine: fn(f64, f64) -> bool = |found, expected| (found - expected).abs() <= 1e-9 * expected.abs();
        ratios += check("rr", Some(ratio.value), to_nine);
        check("rr_ci_low", low, to_nine);
        check("rr_ci_upp", high, to_nine);
        let test = odds_ratio((a, n1), (b, n0), 0.95).unwrap();
        let limits = ends(Ok(test.ratio));
        odds += check("or", Some(test.ratio.value), as_r_finds);
        check("or_ci_low", limits.0, as_r_finds);
        check("or_ci_upp", limits.1, as_r_finds);
        // What is recommended instead says something for every area.
        let rates = ratio_of_rates((a, n1), (b, n0), 0.95).unwrap();
        let score = ratio_of_proportions((a, n1), (b, n0), 0.95).unwrap();
        for estimate in [rates, score] {
            assert!(estimate.interval.unwrap().contains(estimate.value));
        }
        both += 1;
    }
    println!("published ratios: {ratios}, odds ratios: {odds}, of {} rows; {both} with intervals", rows.len());
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    assert!(ratios > 900, "{ratios}");
}
