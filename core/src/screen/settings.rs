//! How names are screened. Everything has a default; every weight and limit can be set.

use super::class::Factor;
use crate::{Error, ErrorKind};

/// How clean the names are taken to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Profile {
    /// Names are spelt as they are meant. Case, accents, hyphens, apostrophes and abbreviations make no difference.
    #[default]
    Clean,
    /// Names may have one typing error: a letter too many, too few, wrong, or two changed round (optimal string alignment).
    OneEdit,
    /// Names may have two typing errors.
    TwoEdits,
}

impl Profile {
    /// How many typing errors are allowed for.
    pub fn edits(self) -> u8 {
        match self {
            Profile::Clean => 0,
            Profile::OneEdit => 1,
            Profile::TwoEdits => 2,
        }
    }
}

/// How names are screened.
///
/// ```
/// use due_regard::screen::{Factor, Profile, ScreenSettings};
/// let settings = ScreenSettings::default()
///     .profile(Profile::TwoEdits)
///     .weight(Factor::Settlement, -10)?
///     .words("[suffix]\nesplanade parade")?
///     .settlement("Tobermory");
/// # Ok::<(), due_regard::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ScreenSettings {
    pub(crate) profile: Profile,
    pub(crate) suppressed: bool,
    pub(crate) things: bool,
    pub(crate) weights: Vec<(Factor, i16)>,
    pub(crate) words: String,
    pub(crate) settlements: Vec<String>,
    pub(crate) thresholds: Thresholds,
}

/// The numbers that decide between classes and verdicts, each with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Thresholds {
    /// With so many bearers in the register a name alone is below the review floor: 8 % of such hits were right, of names with two or three bearers 40 %.
    pub crowded: u32,
    /// A name alone whose place, date or documented origin agrees counts as strong from so many points: a surname that few bear (2 + 5) in the person's own place (14),
    /// or a rare one (2 + 9) with a fitting date (6) and a neighbour of the same theme (4).
    pub strong_points: i32,
    /// Nothing is named after a person younger than this, as a rule.
    pub of_age: i32,
    /// Names given more years after the death are remarked on.
    pub long_after: i32,
    /// Names are given up to so many years after a death as an honour.
    pub honour: i32,
    /// So many candidates of one name are listed; more are counted.
    pub most_candidates: usize,
    /// The shortest word in which one typing error is looked for in review; shorter words are other words.
    pub one_edit_length: usize,
    /// The shortest word in which two typing errors are looked for in review.
    pub two_edits_length: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            crowded: 4,
            strong_points: 20,
            of_age: 18,
            long_after: 150,
            honour: 25,
            most_candidates: 20,
            one_edit_length: 5,
            two_edits_length: 9,
        }
    }
}

impl ScreenSettings {
    /// How clean the names are taken to be.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// List what is kept out of the queue too, with the rule that keeps it out.
    #[must_use]
    pub fn suppressed(mut self, listed: bool) -> Self {
        self.suppressed = listed;
        self
    }

    /// The register lists names of things (streets, buildings) and not of persons: a name agrees where all is the same but for the type of street or asset.
    #[must_use]
    pub fn names_of_things(mut self, things: bool) -> Self {
        self.things = things;
        self
    }

    /// Sets the points of a factor.
    ///
    /// # Errors
    ///
    /// `InvalidSetting` beyond 1,000 points either way.
    pub fn weight(mut self, factor: Factor, points: i16) -> Result<Self, Error> {
        if !(-1_000..=1_000).contains(&points) {
            return Err(Error::new(
                ErrorKind::InvalidSetting,
                format!("{points} points for `{factor}` are beyond 1,000"),
            ));
        }
        self.weights.retain(|(known, _)| *known != factor);
        self.weights.push((factor, points));
        Ok(self)
    }

    /// Adds words to the lists, in the form of the lists that come with the crate: `[suffix]`, then words.
    ///
    /// # Errors
    ///
    /// `InvalidSetting` when a list is not known.
    pub fn words(mut self, lists: &str) -> Result<Self, Error> {
        let unknown = super::words::Vocabulary::default().sections(lists);
        if let Some(name) = unknown.first() {
            return Err(Error::new(ErrorKind::InvalidSetting, format!("there is no list of words called `{name}`")));
        }
        self.words.push('\n');
        self.words.push_str(lists);
        Ok(self)
    }

    /// Adds a settlement, as a reading that competes with persons of its name.
    #[must_use]
    pub fn settlement(mut self, name: impl Into<String>) -> Self {
        self.settlements.push(name.into());
        self
    }

    /// Sets the numbers that decide between classes and verdicts.
    #[must_use]
    pub fn thresholds(mut self, change: impl FnOnce(&mut Thresholds)) -> Self {
        change(&mut self.thresholds);
        self
    }

    pub(crate) fn points(&self, factor: Factor) -> i16 {
        self.weights.iter().find(|(known, _)| *known == factor).map_or(factor.points(), |(_, points)| *points)
    }
}
