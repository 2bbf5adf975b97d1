//! The slope and the relative index of inequality over groups in order, such as quintiles of deprivation.

use super::{Estimate, Method, NotComputable, counted, denominator, finite, level_of};

/// One group of a gradient, in order from one end to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlopeGroup {
    /// How many people; above zero.
    pub population: f64,
    /// The group's figure, as it is (not its logarithm or log-odds).
    pub value: f64,
    /// The standard error of the figure on its [`Scale`]: of its logarithm for a rate, of its log-odds for a
    /// proportion.
    pub error: f64,
}

/// On which scale a figure varies by chance as a normal one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scale {
    /// As it is: life expectancy, a mean.
    Plain,
    /// On its logarithm: a rate.
    Log,
    /// On its log-odds: a proportion.
    LogOdds,
}

/// What line is laid through the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Line {
    /// A straight line through the figures.
    Straight,
    /// A straight line through the figures on their [`Scale`]; its ends are turned back.
    OnScale,
}

/// A gradient over groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// The slope index of inequality: the figure at the far end of the line less that at its near end.
    pub absolute: Estimate,
    /// The relative index of inequality: the figure at the far end divided by that at the near end.
    pub relative: Estimate,
    /// The figure at the near end of the line.
    pub near_end: f64,
}

/// How the interval of a [`Slope`] is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulation {
    /// How many lines are drawn: 1,000 to 100,000. With 10,000 the ends repeat to about two per cent.
    pub draws: usize,
    /// Where the numbers by chance begin: print it. The same seed gives the same bytes.
    pub seed: u64,
}

/// The slope index and the relative index of inequality, with intervals from a simulation with a seed.
///
/// A line is laid through the groups' figures by least squares weighted with their share of people, over the middle of
/// the range that each group takes up between 0 and 1. The indices are exact. The intervals hold the middle `level` of
/// the indices of lines through figures drawn anew, each from a normal distribution on its scale with its standard
/// error; as in the R package PHEindicatormethods. Not the largest figure less the smallest, which some call by the
/// same name.
///
/// ```
/// use due_regard::statistics::{Line, Scale, Simulation, SlopeGroup, slope_index};
///
/// let uptake = [0.39, 0.41, 0.43, 0.45, 0.47].map(|value| SlopeGroup { population: 1000.0, value, error: 0.06 });
/// let simulation = Simulation { draws: 10_000, seed: 1 };
/// let slope = slope_index(&uptake, Scale::LogOdds, Line::Straight, 0.95, simulation)?;
/// assert_eq!(format!("{:.3} {:.2}", slope.absolute.value, slope.relative.value), "0.100 1.26");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// Fewer than 5 groups or more than 100, draws outside 1,000 to 100,000, a population that is not above zero, a
/// standard error below zero, figures that have no logarithm or log-odds where the scale needs it, a line with its near
/// end at 0, a level outside 0.9 to 1.
pub fn slope_index(
    groups: &[SlopeGroup],
    scale: Scale,
    line: Line,
    level: f64,
    simulation: Simulation,
) -> Result<Slope, NotComputable> {
    let level = level_of(level)?;
    let Simulation { draws, seed } = simulation;
    if groups.len() < 5 || draws < 1000 {
        return Err(NotComputable::TooFewValues);
    }
    if groups.len() > 100 || draws > 100_000 {
        return Err(NotComputable::TooMuch);
    }
    let points = points(groups, scale)?;
    let ends = |shift: &mut dyn FnMut() -> f64| {
        let (mut intercept, mut slope) = (0.0, 0.0);
        for Point { on_scale, error, lift, tilt } in &points {
            let drawn = on_scale + error * shift();
            let value = if line == Line::Straight { back(drawn, scale) } else { drawn };
            intercept += lift * value;
            slope += tilt * value;
        }
        let turned = |value: f64| if line == Line::Straight { value } else { back(value, scale) };
        (turned(intercept), turned(intercept + slope))
    };
    let (near, far) = ends(&mut || 0.0);
    if near == 0.0 {
        return Err(NotComputable::ReferenceIsZero);
    }
    let mut random = Random { state: seed, spare: None };
    let (mut absolute, mut relative) = (Vec::with_capacity(draws), Vec::with_capacity(draws));
    for _ in 0..draws {
        let (near, far) = ends(&mut || random.normal());
        absolute.push(far - near);
        relative.push(far / near);
    }
    let estimate = |value: f64, mut drawn: Vec<f64>| {
        drawn.sort_unstable_by(f64::total_cmp);
        let tail = 0.5 * (1.0 - level);
        Estimate::new(finite(value)?, quantile(&drawn, tail)?, quantile(&drawn, 1.0 - tail)?, Method::Simulation)
    };
    Ok(Slope {
        absolute: estimate(far - near, absolute)?,
        relative: estimate(far / near, relative)?,
        near_end: finite(near)?,
    })
}

/// A figure on its scale.
fn onto(value: f64, scale: Scale) -> Result<f64, NotComputable> {
    let value = finite(value)?;
    match scale {
        Scale::Plain => Ok(value),
        Scale::Log if value > 0.0 => Ok(libm::log(value)),
        Scale::LogOdds if value > 0.0 && value < 1.0 => Ok(libm::log(value / (1.0 - value))),
        Scale::Log => Err(NotComputable::NotPositive),
        Scale::LogOdds => Err(NotComputable::ShareOutOfRange),
    }
}

fn back(value: f64, scale: Scale) -> f64 {
    match scale {
        Scale::Plain => value,
        Scale::Log => libm::exp(value),
        Scale::LogOdds => 1.0 / (1.0 + libm::exp(-value)),
    }
}

/// A group's figure on its scale, and what one unit of it adds to the intercept and to the slope of the line.
struct Point {
    on_scale: f64,
    error: f64,
    lift: f64,
    tilt: f64,
}

fn points(groups: &[SlopeGroup], scale: Scale) -> Result<Vec<Point>, NotComputable> {
    let mut total = 0.0;
    for group in groups {
        total += denominator(group.population)?;
    }
    let total = finite(total)?;
    let mut before = 0.0;
    let places: Vec<(f64, f64)> = groups
        .iter()
        .map(|group| {
            let weight = group.population / total;
            let middle = before + 0.5 * weight;
            before += weight;
            (weight, middle)
        })
        .collect();
    let middle: f64 = places.iter().map(|(weight, at)| weight * at).sum();
    let width: f64 = places.iter().map(|(weight, at)| weight * (at - middle) * (at - middle)).sum();
    groups
        .iter()
        .zip(places)
        .map(|(group, (weight, at))| {
            let tilt = finite(weight * (at - middle) / width)?;
            Ok(Point {
                on_scale: onto(group.value, scale)?,
                error: counted(group.error)?,
                lift: weight - middle * tilt,
                tilt,
            })
        })
        .collect()
}

/// The quantile of sorted draws, between two of them in proportion (type 7 of Hyndman and Fan).
fn quantile(sorted: &[f64], share: f64) -> Result<f64, NotComputable> {
    let place = share * (sorted.len() as f64 - 1.0);
    let below = libm::floor(place);
    let from = sorted.get(below as usize).ok_or(NotComputable::TooFewValues)?;
    let to = sorted.get(below as usize + 1).unwrap_or(from);
    finite(from + (to - from) * (place - below))
}

/// Numbers by chance that are the same everywhere: SplitMix64 (Steele, Lea and Flood 2014), and normal ones by
/// Marsaglia's polar method.
struct Random {
    state: u64,
    spare: Option<f64>,
}

impl Random {
    /// From -1 to below 1.
    fn signed(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (z >> 11) as f64 / 4_503_599_627_370_496.0 - 1.0
    }

    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        // Four of five points lie within the circle: a hundred tries always find one.
        for _ in 0..100 {
            let (x, y) = (self.signed(), self.signed());
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let factor = (-2.0 * libm::log(square) / square).sqrt();
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
        0.0
    }
}
