//! Figures of others, and laws.

use super::*;
use proptest::prelude::*;

fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not {expected}");
}

fn ends(estimate: Estimate) -> (f64, f64) {
    let interval = estimate.interval.unwrap();
    (interval.low, interval.high)
}

/// Koopman's example (1984), as the R package PropCIs has it, and others with the constrained proportion found by
/// halving, at 40 digits.
#[test]
fn score_intervals_of_ratios() {
    for (cells, low, high) in [
        ([36.0, 40.0, 16.0, 80.0], 2.93956919221499, 7.15222343486603),
        ([2.0, 10.0, 117.0, 389.0], 0.187150807414248, 1.7273313687201),
        ([0.0, 20.0, 3.0, 40.0], 0.0, 2.35851716292703),
        ([5.0, 30.0, 0.0, 40.0], 1.83391723165825, f64::INFINITY),
        ([3.0, 7.0, 4.0, 4.0], 0.15821985525147, 1.03971260459095),
    ] {
        let [a, n1, b, n0] = cells;
        let ratio = ratio_of_proportions((a, n1), (b, n0), 0.95).unwrap();
        assert_eq!(ratio.value, if b == 0.0 { f64::INFINITY } else { (a / n1) / (b / n0) });
        if ratio.method == Some(Method::Score) {
            near(ends(ratio).0, low, 1e-11);
            assert!((ends(ratio).1 - high).abs() < 1e-11 || ends(ratio).1 == high, "{ratio:?}");
        } else {
            assert_eq!(cells, [36.0, 40.0, 16.0, 80.0]);
        }
    }
    let few = ratio_of_proportions((36.0, 40.0), (16.0, 80.0), 0.95).unwrap();
    assert_eq!(few.method, Some(Method::Score)); // 4 of 40 are left
    // All of both: 1, and no further than z²/n.
    let all = ratio_of_proportions((10.0, 10.0), (20.0, 20.0), 0.95).unwrap();
    near(ends(all).1, 1.0 + 3.841458820694124 / 20.0, 1e-9);
    near(ends(all).0, 1.0 / (1.0 + 3.841458820694124 / 10.0), 1e-9);
}

/// Table II of Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10.
#[test]
fn differences_of_proportions() {
    for (focus, reference, low, high) in [
        ((56.0, 70.0), (48.0, 80.0), 0.0524, 0.3339),
        ((9.0, 10.0), (3.0, 10.0), 0.1705, 0.8090),
        ((6.0, 7.0), (2.0, 7.0), 0.0582, 0.8062),
        ((5.0, 56.0), (0.0, 29.0), -0.0381, 0.1926),
        ((0.0, 10.0), (0.0, 20.0), -0.1611, 0.2775),
        ((0.0, 10.0), (0.0, 10.0), -0.2775, 0.2775),
        ((10.0, 10.0), (0.0, 20.0), 0.6791, 1.0),
        ((10.0, 10.0), (0.0, 10.0), 0.6075, 1.0),
    ] {
        let found = ends(difference_of_proportions(focus, reference, 0.95).unwrap());
        near(found.0, low, 5.1e-5);
        near(found.1, high, 5.1e-5);
    }
}

/// The examples of `ci.ratio.mean2`, `ci.ratio.median2` and `ci.median` in the R package statpsych (figures only).
#[test]
fn gaps_and_medians() {
    let one = [36.0, 44.0, 47.0, 42.0, 49.0, 39.0, 46.0, 31.0, 33.0, 48.0];
    let other = [32.0, 39.0, 26.0, 35.0, 43.0, 27.0, 40.0, 37.0, 34.0, 29.0, 49.0, 42.0, 40.0];
    let means = gap_of_means(&one, &other, 0.95).unwrap();
    near(means.value, 100.0 * (1.0 - 1.140592), 5.1e-5);
    near(ends(means).0, 100.0 * (1.0 - 1.32247), 5.1e-4);
    near(ends(means).1, 100.0 * (1.0 - 0.9837277), 5.1e-6);
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    };
    let medians = gap_of_medians(&sorted(&one), &sorted(&other), 0.95).unwrap();
    near(medians.value, 100.0 * (1.0 - 1.162162), 5.1e-5);
    near(ends(medians).0, 100.0 * (1.0 - 1.455933), 5.1e-5);
    near(ends(medians).1, 100.0 * (1.0 - 0.927667), 5.1e-5);
    let scores = [
        30.0, 20.0, 15.0, 10.0, 10.0, 60.0, 20.0, 25.0, 20.0, 30.0, 10.0, 5.0, 50.0, 40.0, 20.0, 10.0, 0.0, 20.0, 50.0,
    ];
    let middle = median(&sorted(&scores), 0.95).unwrap();
    assert_eq!((middle.value, ends(middle)), (20.0, (10.0, 30.0)));
}

#[test]
fn what_cannot_be_told_of_values_is_left_out() {
    assert_eq!(mean(&[], 0.95), Err(NotComputable::TooFewValues));
    assert_eq!(mean(&[3.0], 0.95).unwrap().interval, None);
    assert_eq!(median(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95).unwrap().interval, None);
    assert_eq!(ends(median(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 0.95).unwrap()), (1.0, 6.0));
    assert_eq!(median(&[2.0, 1.0], 0.95), Err(NotComputable::NotSorted));
    assert_eq!(median(&[1.0, f64::NAN], 0.95), Err(NotComputable::NotFinite));
    // One person, or no difference: a gap without an interval. No reference: no gap.
    assert_eq!(gap_of_means(&[14.0], &[15.0, 16.0], 0.95).unwrap().interval, None);
    assert_eq!(gap_of_means(&[14.0, 14.0], &[15.0, 15.0], 0.95).unwrap().interval, None);
    assert_eq!(gap_of_medians(&[14.0, 14.0], &[15.0, 15.0], 0.95).unwrap().interval, None);
    assert_eq!(gap_of_means(&[0.0, 0.0], &[15.0, 16.0], 0.95).unwrap().value, 100.0);
    assert_eq!(gap_of_means(&[14.0], &[0.0], 0.95), Err(NotComputable::ReferenceIsZero));
    assert_eq!(gap_of_medians(&[14.0], &[-1.0], 0.95), Err(NotComputable::NotPositive));
    assert_eq!(gap_of_medians(&[], &[1.0], 0.95), Err(NotComputable::TooFewValues));
}

#[test]
fn counts_that_make_no_sense_are_refused() {
    use NotComputable::*;
    for (part, whole, level, why) in [
        (-1.0, 10.0, 0.95, NegativeCount),
        (1.0, -10.0, 0.95, NegativeCount),
        (0.0, 0.0, 0.95, NoDenominator),
        (11.0, 10.0, 0.95, PartAboveWhole),
        (f64::NAN, 10.0, 0.95, NotFinite),
        (1.0, f64::INFINITY, 0.95, NotFinite),
        (1.0, 10.0, 0.89, LevelOutOfRange),
        (1.0, 10.0, 1.0, LevelOutOfRange),
        (1.0, 10.0, 95.0, LevelOutOfRange),
        (1.0, 10.0, f64::NAN, LevelOutOfRange),
    ] {
        assert_eq!(proportion(part, whole, level), Err(why));
    }
    assert_eq!(rate(1.0, 0.0, 1.0, 0.95), Err(NoDenominator));
    assert_eq!(rate(1.0, 1.0, 0.0, 0.95), Err(NotPositive));
    assert_eq!(ratio_of_rates((0.0, 1.0), (0.0, 1.0), 0.95), Err(ReferenceIsZero));
    assert_eq!(ratio_of_rates((9e9, 1.0), (9e9, 1.0), 0.95), Err(TooMuch));
    assert_eq!(ratio_of_proportions((0.0, 5.0), (0.0, 5.0), 0.95), Err(ReferenceIsZero));
    assert_eq!(log_wald_ratio((1.0, 5.0), (0.0, 5.0), 0.95), Err(ReferenceIsZero));
    assert_eq!(odds_ratio((0.5, 5.0), (1.0, 5.0), 0.95), Err(NotWhole));
    assert_eq!(odds_ratio((0.0, 5.0), (0.0, 5.0), 0.95), Err(ReferenceIsZero));
    assert_eq!(ratio_to_share(1.0, 5.0, 0.0, 0.95), Err(ReferenceIsZero));
    assert_eq!(ratio_to_share(1.0, 5.0, 1.5, 0.95), Err(ShareOutOfRange));
    assert_eq!(binomial_tails(1.5, 5.0, 0.5), Err(NotWhole));
    assert_eq!(stratified_ratio([[1.0, 5.0, 0.0, 0.0]].into_iter(), 0.95), Err(NoDenominator));
    assert_eq!(stratified_ratio([[1.0, 5.0, 0.0, 9.0]].into_iter(), 0.95), Err(ReferenceIsZero));
    assert_eq!(quantile_groups(&[1.0], 2, QuantileOrder::LowestFirst), Err(TooFewValues));
    assert_eq!(benjamini_hochberg(&[1.1]), Err(ShareOutOfRange));
    let group = SlopeGroup { population: 1.0, value: 0.0, error: 0.1 };
    let simulation = Simulation { draws: 1000, seed: 1 };
    assert_eq!(slope_index(&[group; 4], Scale::Plain, Line::Straight, 0.95, simulation), Err(TooFewValues));
    assert_eq!(slope_index(&[group; 101], Scale::Plain, Line::Straight, 0.95, simulation), Err(TooMuch));
    assert_eq!(slope_index(&[group; 5], Scale::Plain, Line::Straight, 0.95, simulation), Err(ReferenceIsZero));
    assert_eq!(slope_index(&[group; 5], Scale::Log, Line::Straight, 0.95, simulation), Err(NotPositive));
    let small = SmallCells { from: 1, to: 4 };
    assert_eq!(suppress_small_cells(&[1, 2, 3], 2, small, Totals::default()), Err(SizesDiffer));
    assert_eq!(suppress_small_cells(&[1; 10_001], 1, small, Totals::default()), Err(TooMuch));
    assert_eq!(suppress_small_cells(&[u64::MAX; 2], 2, small, Totals::default()), Err(TooMuch));
    assert_eq!(determined_cells(&[vec![1; 301]]), Err(TooMuch));
    assert_eq!(LevelOutOfRange.to_string(), "the level of an interval lies from 0.9 to below 1, for example 0.95");
}

/// The lady tasting tea and Fisher's convictions, as `fisher.test` of R prints them in its documentation.
#[test]
fn fishers_examples() {
    let tea = odds_ratio((3.0, 4.0), (1.0, 4.0), 0.95).unwrap();
    near(tea.p, 34.0 / 70.0, 1e-14);
    near(tea.ratio.value, 6.408309, 1e-3);
    near(ends(tea.ratio).0, 0.2117329, 1.3e-4);
    near(1.0 / ends(tea.ratio).1, 1.0 / 621.9337505, 1.3e-4);
    let convictions = odds_ratio((2.0, 17.0), (10.0, 13.0), 0.95).unwrap();
    near(convictions.p, 0.0005367, 5e-8);
    near(convictions.ratio.value, 0.04693661, 1.3e-4);
    near(ends(convictions.ratio).0, 0.003325764, 1.3e-4);
    near(ends(convictions.ratio).1, 0.363182271, 1.3e-4);
}

/// Odds so large, and counts so many, that sums over all tables would take days.
#[test]
fn large_tables_are_quick() {
    let many = odds_ratio((2e9, 4e9), (1e9, 4e9), 0.95).unwrap();
    near(many.ratio.value, 3.0, 1e-8);
    assert_eq!(many.p, 0.0);
    let rates = ratio_of_rates((4e9, 1.0), (4e9, 1.0), 0.95).unwrap();
    near(ends(rates).0, 1.0 / ends(rates).1, 1e-10);
    assert_eq!(count(1e300, 0.95).unwrap().value, 1e300);
}

/// The formulas of Mantel and Haenszel and of Greenland and Robins, at 40 digits.
#[test]
fn strata_are_put_together() {
    let strata = [[10.0, 100.0, 5.0, 100.0], [90.0, 120.0, 45.0, 110.0], [3.0, 9.0, 20.0, 75.0], [4.0, 9.0, 0.0, 0.0]];
    let ratio = stratified_ratio(strata.into_iter(), 0.95).unwrap();
    near(ratio.value, 1.803699613473219, 1e-13);
    near(ends(ratio).0, 1.421430378713343, 1e-13);
    near(ends(ratio).1, 2.288773579321069, 1e-13);
}

/// A board of twelve beside 27.86 % (worked by hand).
#[test]
fn representation() {
    near(binomial_tails(0.0, 12.0, 0.2786).unwrap().at_most, 0.0199, 5e-5);
    near(binomial_tails(1.0, 12.0, 0.2786).unwrap().at_most, 0.112, 5e-4);
    assert_eq!(binomial_tails(12.0, 12.0, 1.0), Ok(BinomialTails { at_most: 1.0, at_least: 1.0 }));
    assert_eq!(binomial_tails(0.0, 12.0, 0.0), Ok(BinomialTails { at_most: 1.0, at_least: 1.0 }));
    assert_eq!(binomial_tails(3.0, 12.0, 0.0), Ok(BinomialTails { at_most: 1.0, at_least: 0.0 }));
    assert_eq!(seats_to_parity(5.0, 12.0, 0.2786), Ok(-2.0));
}

#[test]
fn tables_give_nothing_away() {
    use Hidden::{Complementary as C, No as N, Small as S};
    let small = SmallCells { from: 1, to: 4 };
    let both = Totals { rows: true, columns: true };
    // Ones that add up to two are both one, as zeros would be shown: the total goes as well.
    let row = suppress_small_cells(&[1, 1, 0], 3, SmallCells { from: 1, to: 1 }, Totals { rows: true, columns: false });
    let row = row.unwrap();
    assert_eq!((row.cells, row.row_totals), (vec![S, S, N], vec![C]));
    // A total that is small itself is hidden, and then protects its row.
    let row = suppress_small_cells(&[3, 0, 0], 3, small, Totals { rows: true, columns: false }).unwrap();
    assert_eq!((row.cells, row.row_totals), (vec![S, N, N], vec![S]));
    // Without totals nothing follows from anything.
    let table = suppress_small_cells(&[3, 20, 30, 25, 18, 9], 3, small, Totals::default()).unwrap();
    assert_eq!(table.cells, [S, N, N, N, N, N]);
    // Nothing small, nothing hidden.
    assert_eq!(suppress_small_cells(&[30, 20, 0, 25], 2, small, both).unwrap().hidden(), 0);
    // Two rings of four, and a cell between them which is alone in no row and no column, and yet follows: all four sums
    // of the first ring's rows and columns tell it.
    let counts = [2, 2, 30, 40, 3, 3, 2, 40, 30, 30, 3, 3, 30, 30, 3, 3];
    let table = suppress_small_cells(&counts, 4, small, both).unwrap();
    assert_eq!(table.cells, [S, S, C, N, S, S, S, N, N, N, S, S, N, N, S, S]);
    assert_eq!(table.hidden(), 10);
    assert_eq!(rounded_count(u64::MAX, small, 2), Err(NotComputable::TooMuch));
    assert_eq!(determined_cells(&[]), Ok(vec![]));
    assert_eq!(determined_cells(&[vec![0, 0]]), Ok(vec![false, false]));
    assert_eq!(determined_cells(&[vec![2, -2], vec![1, 1]]), Ok(vec![true, true]));
}

/// The coefficients of the hidden cells and totals in a table's sums.
fn equations(found: &Suppressed, rows: usize, columns: usize, totals: Totals) -> Vec<Vec<i64>> {
    let mut hidden = Vec::new();
    for row in 0..=rows {
        for column in 0..=columns {
            let state = match (row == rows, column == columns) {
                (false, false) => Some(found.cells[row * columns + column]),
                (false, true) => found.row_totals.get(row).copied(),
                (true, false) => found.column_totals.get(column).copied(),
                (true, true) => found.grand_total,
            };
            if state.is_some_and(|state| state != Hidden::No) {
                hidden.push((row, column));
            }
        }
    }
    let mut all = Vec::new();
    if totals.rows {
        for row in 0..=rows {
            all.push(
                hidden
                    .iter()
                    .map(|at| {
                        if at.0 != row {
                            0
                        } else if at.1 == columns {
                            -1
                        } else {
                            1
                        }
                    })
                    .collect(),
            );
        }
    }
    if totals.columns {
        for column in 0..=columns {
            all.push(
                hidden
                    .iter()
                    .map(|at| {
                        if at.1 != column {
                            0
                        } else if at.0 == rows {
                            -1
                        } else {
                            1
                        }
                    })
                    .collect(),
            );
        }
    }
    all
}

fn level() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.9), Just(0.95), Just(0.99), Just(0.998), 0.9..0.9999]
}

fn group() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![(0u32..12, 1u32..12), (0u32..300, 1u32..5000), (0u32..1_000_000, 1u32..10_000_000)]
        .prop_map(|(part, rest)| (f64::from(part), f64::from(part + rest)))
}

fn whatever() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        -3.0..30.0,
        Just(0.0),
        Just(-0.0),
        Just(1.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(5e-324),
        Just(1e-300),
        Just(1e300),
        (0u32..40).prop_map(f64::from),
    ]
}

fn close(one: f64, other: f64) -> bool {
    one == other || (one - other).abs() <= 1e-9 * (one.abs() + other.abs())
}

/// A comparison of two groups at a level.
type Compared = fn((f64, f64), (f64, f64), f64) -> Result<Estimate, NotComputable>;

fn estimates(focus: (f64, f64), reference: (f64, f64), level: f64) -> Vec<Estimate> {
    [
        proportion(focus.0, focus.1, level),
        count(focus.0, level),
        rate(focus.0, focus.1, 1000.0, level),
        ratio_of_proportions(focus, reference, level),
        log_wald_ratio(focus, reference, level),
        difference_of_proportions(focus, reference, level),
        ratio_of_rates(focus, reference, level),
        ratio_to_share(focus.0, focus.1, 0.3, level),
        stratified_ratio([[focus.0, focus.1, reference.0, reference.1], [3.0, 9.0, 4.0, 8.0]].into_iter(), level),
        standardised_ratio(focus.0, reference.1, 100.0, level),
        odds_ratio(focus, reference, level).map(|test| test.ratio),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Fewer than usual unless more are asked for; nothing is written beside the source.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig { failure_persistence: None, cases: if asked.cases == 256 { 128 } else { asked.cases }, ..asked }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn intervals_hold_their_value_and_widen_with_the_level(focus in group(), reference in group(), one in level(), other in level()) {
        let (lower, upper) = (one.min(other), one.max(other));
        let (narrow, wide) = (estimates(focus, reference, lower), estimates(focus, reference, upper));
        prop_assert_eq!(narrow.len(), wide.len());
        for (narrow, wide) in narrow.iter().zip(&wide) {
            prop_assert_eq!(narrow.value, wide.value);
            let (Some(inner), Some(outer)) = (narrow.interval, wide.interval) else { continue };
            prop_assert!(inner.contains(narrow.value), "{:?}", narrow);
            let hair = 1e-9 * (1.0 + inner.low.abs());
            prop_assert!(outer.low <= inner.low + hair, "{:?} {:?}", narrow, wide);
            prop_assert!(outer.high >= inner.high || close(outer.high, inner.high), "{:?} {:?}", narrow, wide);
        }
    }

    #[test]
    fn more_data_narrow_a_proportion_and_a_rate((part, whole) in group(), times in 2u32..50, level in level()) {
        let times = f64::from(times);
        let width = |estimate: Estimate| { let (low, high) = ends(estimate); high - low };
        let proportions = [1.0, times].map(|by| width(proportion(part * by, whole * by, level).unwrap()));
        prop_assert!(proportions[1] < proportions[0] * (1.0 + 1e-9));
        let rates = [1.0, times].map(|by| width(rate(part * by, whole * by, 1.0, level).unwrap()));
        prop_assert!(rates[1] < rates[0]);
    }

    #[test]
    fn what_is_left_is_the_mirror((part, whole) in group(), level in level()) {
        let (low, high) = ends(proportion(part, whole, level).unwrap());
        let (other_low, other_high) = ends(proportion(whole - part, whole, level).unwrap());
        prop_assert!((low - (1.0 - other_high)).abs() < 1e-12 && (high - (1.0 - other_low)).abs() < 1e-12);
    }

    #[test]
    fn groups_change_places(focus in group(), reference in group(), level in level()) {
        let ratios: [Compared; 5] = [
            ratio_of_proportions,
            log_wald_ratio,
            ratio_of_rates,
            |one, other, level| odds_ratio(one, other, level).map(|test| test.ratio),
            |one, other, level| stratified_ratio([[one.0, one.1, other.0, other.1], [3.0, 9.0, 4.0, 8.0], [4.0, 8.0, 3.0, 9.0]].into_iter(), level),
        ];
        for ratio in ratios {
            let (Ok(one), Ok(other)) = (ratio(focus, reference, level), ratio(reference, focus, level)) else { continue };
            prop_assert!(close(one.value, 1.0 / other.value), "{:?} {:?}", one, other);
            let (Some(interval), Some(mirror)) = (one.interval, other.interval) else { continue };
            prop_assert!(close(interval.low, 1.0 / mirror.high) && close(interval.high, 1.0 / mirror.low), "{:?} {:?}", one, other);
        }
        let one = difference_of_proportions(focus, reference, level).unwrap();
        let other = difference_of_proportions(reference, focus, level).unwrap();
        prop_assert_eq!(one.value, -other.value);
        prop_assert!((ends(one).0 + ends(other).1).abs() < 1e-12);
        let tests = [odds_ratio(focus, reference, level), odds_ratio(reference, focus, level)];
        if let [Ok(one), Ok(other)] = tests {
            prop_assert!(close(one.p, other.p) && (0.0..=1.0).contains(&one.p));
        }
    }

    #[test]
    fn one_stratum_is_the_ratio_itself(focus in group(), reference in group(), level in level()) {
        let strata = [[focus.0, focus.1, reference.0, reference.1]];
        if let (Ok(one), Ok(other)) = (stratified_ratio(strata.into_iter(), level), log_wald_ratio(focus, reference, level)) {
            prop_assert!(close(one.value, other.value));
            if let (Some(one), Some(other)) = (one.interval, other.interval) {
                prop_assert!((one.low - other.low).abs() < 1e-6 * other.low && (one.high - other.high).abs() < 1e-6 * other.high);
            }
        }
    }

    #[test]
    fn binomial_chances_are_sums(part in 0u32..30, rest in 0u32..30, share in 0.0..1.0) {
        let (part, whole) = (f64::from(part), f64::from(part + rest));
        prop_assume!(whole > 0.0);
        let (mut term, mut at_most, mut all) = (1.0, 0.0, 0.0);
        for k in 0..=(whole as u32) {
            let k = f64::from(k);
            if k <= part { at_most += term; }
            all += term;
            term *= (whole - k) / (k + 1.0) * share / (1.0 - share);
        }
        let found = binomial_tails(part, whole, share).unwrap();
        prop_assert!((found.at_most - at_most / all).abs() < 1e-12);
        prop_assert!(found.at_most + found.at_least >= 1.0 - 1e-12);
    }

    #[test]
    fn the_unknown_only_widen(focus in group(), reference in group(), unknown in 0u32..500, more in 1u32..500, yes in 0u32..=100) {
        let (few, many) = (f64::from(unknown), f64::from(unknown + more));
        if let (Ok(one), Ok(other)) = (unknown_group_rates(focus, reference, few), unknown_group_rates(focus, reference, many)) {
            prop_assert!(one.bounds.contains(one.observed) && other.bounds.low <= one.bounds.low && other.bounds.high >= one.bounds.high);
            let tipping = other.tipping_share.unwrap();
            prop_assert_eq!(other.tipping_is_feasible(), (0.0..=1.0).contains(&tipping));
            if other.tipping_is_feasible() && reference.0 > 0.0 && focus.0 > 0.0 {
                let equal = ((focus.0 + tipping * many) / focus.1) / ((reference.0 + (1.0 - tipping) * many) / reference.1);
                prop_assert!((equal - 1.0).abs() < 1e-6, "{}", equal);
            }
        }
        // However the unknown are shared out, the comparison lies within its bounds.
        let yes = f64::from(yes.min(unknown));
        let found = unknown_group_proportions(focus, reference, (yes, few)).unwrap();
        for (part, rest) in [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.2)] {
            let no = few - yes;
            let p1 = (focus.0 + part * yes) / (focus.1 + part * yes + rest * no);
            let p0 = (reference.0 + (1.0 - part) * yes) / (reference.1 + (1.0 - part) * yes + (1.0 - rest) * no);
            let difference = found.difference_bounds;
            prop_assert!(difference.low <= p1 - p0 + 1e-12 && p1 - p0 <= difference.high + 1e-12);
            if let (Some(bounds), true) = (found.ratio_bounds, p0 > 0.0) {
                prop_assert!(bounds.low <= p1 / p0 * (1.0 + 1e-12) && p1 / p0 <= bounds.high * (1.0 + 1e-12));
            }
        }
    }

    #[test]
    fn false_discoveries(p in proptest::collection::vec(0.0..=1.0f64, 0..30), by in 0usize..30) {
        let q = benjamini_hochberg(&p).unwrap();
        for (p, q) in p.iter().zip(&q) {
            prop_assert!(p <= q && *q <= 1.0);
        }
        for (one, other) in p.iter().zip(&q).zip(p.iter().zip(&q).skip(1)) {
            prop_assert!(one.0 > other.0 || one.1 <= other.1);
        }
        if !p.is_empty() {
            let (mut turned, mut expected) = (p.clone(), q.clone());
            turned.rotate_left(by % p.len());
            expected.rotate_left(by % p.len());
            prop_assert_eq!(benjamini_hochberg(&turned).unwrap(), expected);
        }
    }

    #[test]
    fn quarters_hold_everybody(mut people in proptest::collection::vec((0u8..20, any::<bool>()), 4..80)) {
        people.sort_by_key(|(pay, _)| *pay);
        let paid = |people: &[(u8, bool)]| -> Vec<(f64, bool)> { people.iter().map(|(pay, group)| (f64::from(*pay), *group)).collect() };
        for remainder in [Remainder::LowerFirst, Remainder::UpperFirst] {
            let found = pay_quarters(&paid(&people), remainder).unwrap();
            prop_assert_eq!(found.iter().map(|quarter| quarter.size).sum::<usize>(), people.len());
            let focus = people.iter().filter(|(_, group)| *group).count() as f64;
            prop_assert!((found.iter().map(|quarter| quarter.focus).sum::<f64>() - focus).abs() < 1e-9);
            prop_assert!(found.iter().all(|quarter| (0.0..=1.0 + 1e-12).contains(&quarter.share())));
            let sizes = found.map(|quarter| quarter.size);
            prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
            // The order among people with the same pay changes nothing.
            let mut turned = people.clone();
            turned.sort_by_key(|(pay, group)| (*pay, *group));
            prop_assert_eq!(pay_quarters(&paid(&turned), remainder).unwrap(), found);
        }
    }

    #[test]
    fn gaps_do_not_depend_on_the_currency(
        mut focus in proptest::collection::vec(1u32..500, 1..40),
        mut reference in proptest::collection::vec(1u32..500, 1..40),
        level in level(),
    ) {
        focus.sort_unstable();
        reference.sort_unstable();
        let times = |values: &[u32], by: f64| -> Vec<f64> { values.iter().map(|value| f64::from(*value) * by).collect() };
        for gap in [gap_of_means, gap_of_medians] {
            let one = gap(&times(&focus, 1.0), &times(&reference, 1.0), level).unwrap();
            let other = gap(&times(&focus, 7.3), &times(&reference, 7.3), level).unwrap();
            prop_assert!((one.value - other.value).abs() < 1e-9);
            match (one.interval, other.interval) {
                (Some(interval), Some(other)) => {
                    prop_assert!(interval.contains(one.value));
                    prop_assert!((interval.low - other.low).abs() <= 1e-6 * (1.0 + interval.low.abs()));
                }
                // What does not differ differs by rounding only, once multiplied.
                (one, other) => prop_assert!(one.is_none() || other.is_none()),
            }
        }
    }

    #[test]
    fn a_suppressed_table_gives_no_cell_away(
        (columns, counts) in (1usize..5, 1usize..6).prop_flat_map(|(columns, rows)| {
            let count = prop_oneof![Just(0u64), 1u64..8, 5u64..60];
            (Just(columns), proptest::collection::vec(count, columns * rows))
        }),
        to in 1u64..8,
        rows_add_up in any::<bool>(),
        columns_add_up in any::<bool>(),
    ) {
        let rows = counts.len() / columns;
        let totals = Totals { rows: rows_add_up, columns: columns_add_up };
        let found = suppress_small_cells(&counts, columns, SmallCells { from: 1, to }, totals).unwrap();
        for (state, count) in found.cells.iter().zip(&counts) {
            prop_assert_eq!(*state == Hidden::Small, (1..=to).contains(count));
            prop_assert!(*count > 0 || *state == Hidden::No);
        }
        let determined = determined_cells(&equations(&found, rows, columns, totals)).unwrap();
        prop_assert!(determined.iter().all(|told| !told), "{:?}", found);
        if !found.cells.contains(&Hidden::Small) && !found.row_totals.contains(&Hidden::Small) && !found.column_totals.contains(&Hidden::Small) {
            prop_assert_eq!(found.hidden(), 0);
        }
    }

    #[test]
    fn nothing_is_not_a_number(values in proptest::collection::vec(whatever(), 8), level in prop_oneof![level(), whatever()], seed in any::<u64>()) {
        let [a, b, c, d, e, f, g, h] = values[..] else { unreachable!() };
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let groups = [a, b, c, d, e].map(|value| SlopeGroup { population: f, value, error: g });
        let simulation = Simulation { draws: 1000, seed };
        let slope = slope_index(&groups, Scale::Log, Line::OnScale, level, simulation);
        let found = [
            proportion(a, b, level), count(a, level), rate(a, b, c, level), mean(&values, level), median(&sorted, level),
            ratio_of_proportions((a, b), (c, d), level), log_wald_ratio((a, b), (c, d), level),
            difference_of_proportions((a, b), (c, d), level), ratio_of_rates((a, b), (c, d), level),
            ratio_to_share(a, b, c, level), gap_of_means(&[a, b, c], &[d, e, f], level),
            gap_of_medians(&sorted[..3], &sorted[3..], level), stratified_ratio([[a, b, c, d], [e, f, g, h]].into_iter(), level),
            standardised_rate(&[Stratum { events: a, exposure: b, weight: c }, Stratum { events: d, exposure: e, weight: f }], g, level),
            standardised_ratio(a, b, c, level), odds_ratio((a, b), (c, d), level).map(|test| test.ratio),
            slope.map(|slope| slope.absolute), slope.map(|slope| slope.relative),
        ];
        for estimate in found.into_iter().flatten() {
            prop_assert!(!estimate.value.is_nan(), "{:?}", estimate);
            prop_assert!(estimate.interval.is_none_or(|interval| interval.contains(estimate.value)), "{:?}", estimate);
            prop_assert_eq!(estimate.interval.is_some(), estimate.method.is_some());
        }
        let numbers = [
            seats_to_parity(a, b, c), ratio_of_shares(a, b), expected_events([(a, b, c), (d, e, f)].into_iter()),
            byar(a, level).map(|limits| limits.high), funnel_limits(a, b, level).map(|limits| limits.low),
            rounding_interval(a, 3).map(|range| range.low), ratio_of_rounded((a, 1), (b, 2)).map(|range| range.low + range.high),
            binomial_tails(a, b, c).map(|tails| tails.at_most + tails.at_least),
            unknown_group_rates((a, b), (c, d), e).map(|found| found.bounds.low + found.bounds.high + found.tipping_share.unwrap_or(0.0)),
            unknown_group_proportions((a, b), (c, d), (e, f)).map(|found| {
                found.difference_bounds.low + found.difference_bounds.high + found.ratio.unwrap_or(0.0)
            }),
            nearest_counts(a, b).map(|[below, above]| below.1 + above.1),
        ];
        for number in numbers.into_iter().flatten() {
            prop_assert!(!number.is_nan());
        }
        let _ = funnel_place(a, b, c);
        let _ = quantile_groups(&values, 3, QuantileOrder::HighestFirst);
        let _ = pay_quarters(&[(a, true), (b, false), (c, true), (d, false)], Remainder::UpperFirst);
    }
}

/// Every byte of results over a grid of counts, folded into one number: the same on every platform.
#[test]
fn the_same_bytes_everywhere() {
    let mut all = 0xcbf2_9ce4_8422_2325_u64;
    let mut fold = |value: f64| all = (all ^ value.to_bits()).wrapping_mul(0x0000_0100_0000_01b3);
    for step in 0..60_u32 {
        let (a, b) = (f64::from(step * step), f64::from(7 * step % 31));
        for estimate in estimates((a, a + 40.0), (b, b + 90.0), 0.95) {
            fold(estimate.value);
            if let Some(interval) = estimate.interval {
                fold(interval.low);
                fold(interval.high);
            }
        }
    }
    let groups = [2.0, 3.0, 5.0, 7.0, 11.0].map(|value| SlopeGroup { population: 10.0 * value, value, error: 0.1 });
    let slope = slope_index(&groups, Scale::Log, Line::Straight, 0.95, Simulation { draws: 1000, seed: 7 }).unwrap();
    fold(ends(slope.absolute).0);
    fold(ends(slope.relative).1);
    assert_eq!(all, 9_431_035_324_152_709_121);
}
