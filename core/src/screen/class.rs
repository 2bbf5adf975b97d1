//! Evidence classes, verdicts, factors with their weights, and reasons for which a candidate is suppressed: every number has its reason here.

use serde::{Serialize, Serializer};
use std::fmt;

/// How much a candidate says. Neither word says that the name refers to the person: only a person decides that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Verdict {
    /// The evidence in the name is strong.
    Strong,
    /// To be looked at by a person.
    Candidate,
    /// Below the review floor: listed with the suppressed ones.
    Weak,
    /// Something in the name or around it speaks against the person.
    Contradicted,
}

impl Verdict {
    /// Every verdict, strongest first.
    pub const ALL: &[Verdict] = &[Verdict::Strong, Verdict::Candidate, Verdict::Weak, Verdict::Contradicted];

    /// The verdict's word.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Strong => "strong",
            Verdict::Candidate => "candidate",
            Verdict::Weak => "weak",
            Verdict::Contradicted => "contradicted",
        }
    }

    /// Whether it belongs into the queue of a reviewer.
    pub fn is_queued(self) -> bool {
        matches!(self, Verdict::Strong | Verdict::Candidate)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $word:literal $first:literal $second:literal;)* } { $field:ident: $type:ty }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = $second] $variant,)*
        }

        impl $name {
            /// Every one, in the order of the table.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// Its word, as it is printed.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            #[doc = concat!("Its ", stringify!($field), ".")]
            pub fn $field(self) -> $type {
                match self { $($name::$variant => $first,)* }
            }

            /// What it means, or why it is as it is.
            pub fn why(self) -> &'static str {
                match self { $($name::$variant => $second,)* }
            }

            /// The one with this word.
            pub fn from_word(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|known| known.word() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

table! {
    /// The kind of evidence in a name, strongest first. It is decided by rules anyone can read; points only order candidates within a class.
    ///
    /// [`Class::code`] is the short code of the class in the note on name matching from which the design was made.
    Class {
        FullName "full-name" "A1" "Forename or forenames and surname agree, nothing is left over, and few people bear the full name.";
        RegnalNumber "regnal-number" "D1" "A royal forename with its number.";
        TitleAndName "title-and-name" "B" "A title that agrees with the register, and the surname or the name of the title.";
        DoubleName "double-name" "B" "A surname of two words, or a surname with its particle, all of it there; one bearer in the register.";
        CommonFullName "common-full-name" "A2" "The full name agrees, but many people bear it, another of the register bears it too, or it is a weak alias.";
        FullNameAndMore "full-name-and-more" "A3" "The full name agrees and words are left over that nothing explains.";
        RegnalTitle "regnal-title" "D" "A royal forename with a royal title or with a second forename, but no number.";
        NameOnly "name-only" "C1" "The surname, single name or name of a title alone; one bearer in the register.";
        SharedName "shared-name" "C2" "The surname alone; two or three bearers in the register.";
        Misspelt "misspelt" "X3" "The name agrees but for one or two typing errors (noisy input only).";
        CrowdedName "crowded-name" "C3" "The surname alone; four or more bearers in the register.";
        RegnalForename "regnal-forename" "D2" "A royal forename alone.";
        Unexplained "unexplained" "X2" "The surname stands there, and so do words that nothing explains.";
        OtherTitle "other-title" "X1" "A saint, or a title that the person cannot have.";
        OtherForename "other-forename" "XF" "Another forename or initial stands before the surname.";
        BeforeBirth "before-birth" "XD" "The name is older than the person.";
        DocumentedOther "documented-other" "XO" "A documented origin says that the name refers to somebody or something else.";
    } { code: &'static str }
}

table! {
    /// What adds to or takes from a candidate's points. Points are ten times the natural logarithm of odds, as whole numbers, from the slices measured on labelled
    /// names; they order a queue and are no probability.
    Factor {
        FullName "full-name" 39 "98 % of full names of which nothing is left over were right";
        CommonFullName "common-full-name" 12 "a full name that many bear says less";
        FullNameAndMore "full-name-and-more" 6 "a full name with words left over says less";
        RegnalNumber "regnal-number" 30 "a number tells one king from another";
        RegnalTitle "regnal-title" 2 "56 % of royal forenames with a title or number were right";
        RegnalForename "regnal-forename" -22 "10 % of royal forenames alone were right";
        TitleAndName "title-and-name" 20 "88 % of names with an agreeing title were right";
        DoubleName "double-name" 18 "a surname of two words is nearly as telling as a forename and a surname";
        NameOnly "name-only" 2 "55 % of surnames alone were right where the register does not hold every bearer";
        SharedName "shared-name" -4 "40 % of surnames that two or three persons of a register share were right";
        CrowdedName "crowded-name" -25 "8 % of surnames that four or more persons of a register share were right";
        Misspelt "misspelt" -30 "5 % of hits that rest on a typing error were right";
        Unexplained "unexplained" -39 "2 % of surnames beside unexplained words were right";
        OtherTitle "other-title" -16 "17 % of names with a saint or another title were right";
        OtherForename "other-forename" -60 "another forename means another person";
        BeforeBirth "before-birth" -60 "nothing is named after somebody who is not born";
        DocumentedOther "documented-other" -60 "a documented origin decides";
        RareSurname "rare-surname" 9 "72 % right where the background list has no bearer of the surname";
        UncommonSurname "uncommon-surname" 5 "62 % right where few people bear the surname";
        FrequentSurname "frequent-surname" -2 "46 % right where the surname is frequent";
        CommonSurname "common-surname" -8 "between the slices measured on either side";
        VeryCommonSurname "very-common-surname" -24 "8 % right where the surname is among the commonest";
        CommonWord "common-word" -15 "a word that names streets by itself";
        Settlement "settlement" -3 "a city or town bears the name; in the measured sample that separated right from wrong hardly at all";
        StreetsInPlaces "streets-in-places" -4 "55 % right where streets of 6 to 20 places of Great Britain have the name, 78 % where those of fewer have; half of what that is beside the surname's own frequency";
        StreetsEverywhere "streets-everywhere" -9 "11 % right where streets of more than 20 places have the name; half of what that is beside the surname's own frequency";
        ForenameToo "forename-too" -3 "the name is also a forename";
        SaintToo "saint-too" -9 "a saint bears the name too; as much as a rare surname adds, since the saint is as good a reading";
        OwnPlace "own-place" -9 "the asset lies in a place of that name; as much as a rare surname adds, since the place explains the name as well";
        TitleName "title-name" 4 "65 % of names of titles and epithets alone were right, 43 % of surnames alone";
        WeakAlias "weak-alias" -10 "a name given at birth, forced on the person, or used by few";
        DerivedAlias "derived-alias" -15 "something named after the person, not the person";
        Qualified "qualified" -6 "the register tells its bearer from another by more than the name";
        Namesake "namesake" -7 "somebody else in the register fits equally";
        TitleAgrees "title-agrees" 6 "the register gives the title or a calling that fits it";
        TitleSilent "title-silent" 0 "the register does not speak of the title";
        Equivalent "equivalent-forename" -3 "the forename stands in another form or language";
        InitialOnly "initials-only" -8 "only initials agree";
        ExtraForename "extra-forename" -5 "a further forename that the register does not give";
        Plural "plural" -2 "read as a possessive or plural without its apostrophe";
        Compound "written-together" -1 "the type of street is written onto the name";
        SaintPerson "saint-person" 4 "the name speaks of a saint and so does the register";
        SameLocality "same-locality" 14 "85 % right where the person's record mentions the place, 45 % where it does not";
        NearDates "near-dates" 6 "named while the person was grown up, or within 25 years of the death";
        LongAfter "long-after" -3 "named more than 150 years after the death";
        Child "child" -12 "named before the person was eighteen";
        Cluster "theme-cluster" 4 "another person of the register is named in the neighbourhood; it counts three times at most and never changes the class";
        DocumentedHere "documented-here" 40 "a documented origin names the person";
    } { points: i16 }
}

table! {
    /// The rule that keeps a candidate out of the queue.
    Suppression {
        OtherForename "other-forename" 0 "another forename or initial stands before the surname: that is another person";
        OtherTitle "other-title" 0 "a saint, or a title that the register contradicts";
        Unexplained "unexplained-words" 0 "words are left over that neither the name nor the type of asset explains";
        FixedPhrase "fixed-phrase" 0 "the words are a fixed phrase or a place name in which the word is no person";
        NamedAfterPlace "named-after-place" 0 "a house, farm, castle or other place stands between the name and the type of street: the street is named after that";
        CrowdedName "crowded-name" 0 "four or more of the register bear the surname, and nothing else in the name tells them apart";
        CommonWord "common-word" 0 "the word names streets by itself far more often than persons do";
        WeakAlias "weak-alias-alone" 0 "only the surname of a name that was given at birth, forced on the person or used by few";
        RegnalForename "forename-alone" 0 "a forename alone does not tell which bearer is meant";
        BeforeBirth "before-birth" 0 "the name is older than the person";
        DocumentedOther "documented-other" 0 "a documented origin says otherwise";
        KnownWord "known-word" 0 "the misspelt word is itself a known surname, forename, place or word";
        Sound "sounds-different" 0 "the misspelt word sounds unlike the name, and no usual slip explains the difference";
        Short "too-short" 0 "the word is too short for a typing error to be told from another word";
    } { rank: u8 }
}

impl Class {
    /// The factor that gives the class's points.
    pub(crate) fn factor(self) -> Factor {
        match self {
            Class::FullName => Factor::FullName,
            Class::RegnalNumber => Factor::RegnalNumber,
            Class::TitleAndName => Factor::TitleAndName,
            Class::DoubleName => Factor::DoubleName,
            Class::CommonFullName => Factor::CommonFullName,
            Class::FullNameAndMore => Factor::FullNameAndMore,
            Class::RegnalTitle => Factor::RegnalTitle,
            Class::NameOnly => Factor::NameOnly,
            Class::SharedName => Factor::SharedName,
            Class::Misspelt => Factor::Misspelt,
            Class::CrowdedName => Factor::CrowdedName,
            Class::RegnalForename => Factor::RegnalForename,
            Class::Unexplained => Factor::Unexplained,
            Class::OtherTitle => Factor::OtherTitle,
            Class::OtherForename => Factor::OtherForename,
            Class::BeforeBirth => Factor::BeforeBirth,
            Class::DocumentedOther => Factor::DocumentedOther,
        }
    }

    /// The verdict that the class alone gives.
    pub(crate) fn verdict(self) -> Verdict {
        match self {
            Class::FullName | Class::RegnalNumber | Class::TitleAndName | Class::DoubleName => Verdict::Strong,
            Class::CommonFullName
            | Class::FullNameAndMore
            | Class::RegnalTitle
            | Class::NameOnly
            | Class::SharedName
            | Class::Misspelt => Verdict::Candidate,
            Class::CrowdedName | Class::RegnalForename | Class::Unexplained => Verdict::Weak,
            Class::OtherTitle | Class::OtherForename | Class::BeforeBirth | Class::DocumentedOther => {
                Verdict::Contradicted
            }
        }
    }
}
