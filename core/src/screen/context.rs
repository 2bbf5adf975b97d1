//! What is known around a name: it adds to or takes from points, and can contradict; it never makes a class better.

/// What is known of the asset beside its name. All of it may be absent: what is not known counts nothing and is said to be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Context {
    /// Where it is: a district, a town, a county; several places stand apart by semicolons.
    pub locality: String,
    /// What kind of thing it is: a statue, a school. Its words in a name explain themselves.
    pub kind: String,
    /// The first and last year that its naming or first record can mean.
    pub named: Option<(i32, i32)>,
    /// Names in the neighbourhood: of the same estate, or within some three hundred metres.
    pub neighbours: Vec<String>,
    /// What a written origin says, if there is one.
    pub origin: Origin,
}

/// What a written origin of a name says: a naming minute, a local history, a tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// There is none, or nobody has looked.
    #[default]
    None,
    /// It names a person of the register, by id.
    Person(String),
    /// It names somebody or something else.
    Other(String),
}

impl Context {
    /// Nothing but where the asset is.
    pub fn at(locality: impl Into<String>) -> Self {
        Self { locality: locality.into(), ..Self::default() }
    }

    /// What kind of thing it is.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = kind.into();
        self
    }

    /// The year of the naming or of the first record, as a register writes years (`1840`, `c.1840`, `1840s`); what cannot be read is not known.
    #[must_use]
    pub fn named_in(mut self, year: &str) -> Self {
        self.named = crate::batch::years(year.trim()).ok();
        self
    }

    /// Adds a name of the neighbourhood.
    #[must_use]
    pub fn neighbour(mut self, name: impl Into<String>) -> Self {
        self.neighbours.push(name.into());
        self
    }

    /// What a written origin says.
    #[must_use]
    pub fn origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}
