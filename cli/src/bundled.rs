//! The frameworks that come with the program, found by the build in `rules/`.

/// A framework that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct Bundled {
    /// Its folder's name, which is its id.
    pub id: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The cases beside it: file names and texts.
    pub cases: &'static [(&'static str, &'static str)],
    /// The tables of its register, if it has one: file names and texts.
    pub register: &'static [(&'static str, &'static str)],
}

/// Every bundled framework, by id.
pub const ALL: &[Bundled] = include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

/// The bundled framework of this id.
pub fn find(id: &str) -> Option<&'static Bundled> {
    ALL.iter().find(|bundled| bundled.id == id)
}

impl Bundled {
    /// Reads and checks it; what it extends comes with the program too.
    pub fn load(&self) -> due_regard::Loaded {
        let source = |bundled: &Bundled| due_regard::Source::new(bundled.id, bundled.text);
        due_regard::load_with(source(self), |base| find(base).map(source))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_bundled_framework_has_its_folders_name_and_no_errors() {
        assert!(!super::ALL.is_empty());
        for bundled in super::ALL {
            let loaded = bundled.load();
            assert_eq!(loaded.framework().id.value, bundled.id);
            let rendered: Vec<_> =
                loaded.diagnostics().iter().map(|diagnostic| diagnostic.render(loaded.source())).collect();
            assert!(loaded.is_usable(), "{}", rendered.join("\n"));
        }
    }
}
