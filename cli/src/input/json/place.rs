//! Where the records of a document stand, as people write it: `result.records`, `elements[].tags`, `.`.

use std::fmt;
use std::str::FromStr;

/// What `--records` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The keys on the way to the array, with points between them; `None` where the document itself is the record.
    pub(super) array: Option<String>,
    /// What each record says stands in an object of it.
    pub(super) inner: Inner,
}

/// Where in a record its answers stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inner {
    /// To be found out.
    Any,
    /// In the record itself.
    Itself,
    /// Under these keys.
    Keys(Vec<String>),
}

impl Place {
    /// Whether it speaks of records that stand in nothing.
    pub(super) fn is_of_lines(&self) -> bool {
        self.array.as_deref().is_none_or(str::is_empty)
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong = || {
            "write the keys on the way to the array with points between them, such as `result.records`; `elements[].tags` for the object of each record that holds its answers; `.` where the document itself is the record".to_owned()
        };
        if text == "." {
            return Ok(Self { array: None, inner: Inner::Itself });
        }
        let (array, inner) = match text.split_once("[]") {
            None => (text, Inner::Any),
            Some((array, "")) => (array, Inner::Itself),
            Some((array, rest)) => {
                let keys = rest.strip_prefix('.').ok_or_else(wrong)?;
                if keys.contains("[]") {
                    return Err(format!("there can be one `[]` only: records in records are no list; {}", wrong()));
                }
                (array, Inner::Keys(keys.split('.').map(str::to_owned).collect()))
            }
        };
        let is_blank = |key: &str| key.trim().is_empty();
        let blank_inner = matches!(&inner, Inner::Keys(keys) if keys.iter().any(|key| is_blank(key)));
        if blank_inner || (is_blank(array) && inner == Inner::Any) || array.ends_with('.') || array.starts_with('.') {
            return Err(wrong());
        }
        Ok(Self { array: Some(array.to_owned()), inner })
    }
}

/// As it is written.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.array, &self.inner) {
            (None, _) => f.write_str("."),
            (Some(array), Inner::Any) => f.write_str(array),
            (Some(array), Inner::Itself) => write!(f, "{array}[]"),
            (Some(array), Inner::Keys(keys)) => write!(f, "{array}[].{}", keys.join(".")),
        }
    }
}

/// A path and one key more.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_in_few_ways() {
        let place =
            |text: &str| text.parse::<Place>().map(|place| (place.array.unwrap_or("-".to_owned()), place.inner));
        let keys = |keys: &[&str]| Inner::Keys(keys.iter().map(|key| (*key).to_owned()).collect());
        for text in [".", "result.records", "records[]", "[]", "records[].record.fields"] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
        assert_eq!(place("result.records"), Ok(("result.records".to_owned(), Inner::Any)));
        assert_eq!(place(" value "), Ok(("value".to_owned(), Inner::Any)));
        assert_eq!(place("elements[].tags"), Ok(("elements".to_owned(), keys(&["tags"]))));
        assert_eq!(place("records[].record.fields"), Ok(("records".to_owned(), keys(&["record", "fields"]))));
        assert_eq!(place("records[]"), Ok(("records".to_owned(), Inner::Itself)));
        assert_eq!(place("[].fields"), Ok((String::new(), keys(&["fields"]))));
        assert_eq!(place("."), Ok(("-".to_owned(), Inner::Itself)));
        for wrong in ["", " ", "a.", ".a", "a[]b", "a[].b[].c", "a[].", "a[].b..c"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
        assert_eq!(join("", "a"), "a");
        assert_eq!(join("a", "b"), "a.b");
    }
}
