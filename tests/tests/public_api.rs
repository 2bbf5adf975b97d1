//! The public items of the crate as a text that is part of the repository: `tests/public-api.txt`. `BLESS=1` writes it; the difference is
//! reviewed, because every line of it is a promise to those who embed the crate.

use due_regard_tests::{blesses, root, text};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use syn::{Attribute, Fields, ImplItem, Item, TraitItem, Type, UseTree, Visibility};

/// A module by its path in the crate.
type Path = Vec<String>;

/// The source by module, and what each module's names stand for.
#[derive(Default)]
struct Crate {
    modules: BTreeMap<Path, Vec<Item>>,
    /// By module and name: where it comes from, and whether the `use` is public.
    uses: BTreeMap<Path, Vec<(String, Path, bool)>>,
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("cfg") && attribute.to_token_stream().to_string().contains("test"))
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("doc") && attribute.to_token_stream().to_string().contains("hidden"))
}

impl Crate {
    fn read(&mut self, module: Path) {
        let folder = root().join("core/src");
        let file =
            if module.is_empty() { folder.join("lib.rs") } else { folder.join(format!("{}.rs", module.join("/"))) };
        let items =
            syn::parse_file(&text(&file).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", file.display())).items;
        self.add(module, items);
    }

    fn add(&mut self, module: Path, items: Vec<Item>) {
        let mut uses = Vec::new();
        for item in &items {
            match item {
                Item::Mod(inner) if !is_test(&inner.attrs) => {
                    let mut path = module.clone();
                    path.push(inner.ident.to_string());
                    match &inner.content {
                        Some((_, items)) => self.add(path, items.clone()),
                        None => self.read(path),
                    }
                }
                Item::Use(item) if !is_test(&item.attrs) => {
                    used(&item.tree, &mut Vec::new(), &mut |name, path| uses.push((name, path, is_public(&item.vis))))
                }
                _ => {}
            }
        }
        self.uses.insert(module.clone(), uses);
        self.modules.insert(module, items);
    }

    /// Where an item comes from, following `use` after `use`: its module and name.
    fn origin(&self, module: &[String], path: &[String]) -> Option<(Path, String)> {
        let (name, before) = path.split_last()?;
        let mut at: Path = module.to_vec();
        for (index, word) in before.iter().enumerate() {
            match word.as_str() {
                "crate" => at = Vec::new(),
                "self" => {}
                "super" => {
                    at.pop();
                }
                word => {
                    at.push(word.to_owned());
                    if !self.modules.contains_key(&at) {
                        // A name of a module that was brought here by `use`.
                        at.pop();
                        let (_, target, _) = self.uses.get(&at)?.iter().find(|(name, ..)| name == word)?;
                        if index > 0 && target.is_empty() {
                            return None;
                        }
                        let (found, name) = self.origin(&at, target)?;
                        at = found;
                        at.push(name);
                    }
                }
            }
        }
        let mut inner = at.clone();
        inner.push(name.clone());
        if self.modules.contains_key(&inner)
            || self.modules.get(&at)?.iter().any(|item| ident(item).as_deref() == Some(name))
        {
            return Some((at, name.clone()));
        }
        let (_, target, _) = self.uses.get(&at)?.iter().find(|(used, ..)| used == name)?;
        if *target == path && at == module {
            return None;
        }
        self.origin(&at, target)
    }

    /// The public items of a module, under the names by which hosts reach them.
    fn list(&self, module: &[String], prefix: &str, out: &mut BTreeSet<String>) {
        for item in self.modules.get(module).into_iter().flatten() {
            if let Item::Mod(inner) = item
                && is_public(&inner.vis)
                && !is_test(&inner.attrs)
                && !is_hidden(&inner.attrs)
            {
                let mut path = module.to_vec();
                path.push(inner.ident.to_string());
                let name = format!("{prefix}::{}", inner.ident);
                out.insert(format!("mod {name}"));
                self.list(&path, &name, out);
            } else if let Some(name) = ident(item)
                && visibility(item).is_some_and(is_public)
            {
                self.describe(module, item, &format!("{prefix}::{name}"), out);
            }
        }
        for (name, target, public) in self.uses.get(module).into_iter().flatten().filter(|(.., public)| *public) {
            let _ = public;
            let Some((home, original)) = self.origin(module, target) else { continue };
            for item in self
                .modules
                .get(&home)
                .into_iter()
                .flatten()
                .filter(|item| ident(item).as_deref() == Some(original.as_str()))
            {
                self.describe(&home, item, &format!("{prefix}::{name}"), out);
            }
        }
    }

    fn describe(&self, home: &[String], item: &Item, name: &str, out: &mut BTreeSet<String>) {
        match item {
            Item::Fn(item) => {
                out.insert(format!("fn {name}: {}", signature(&item.sig)));
            }
            Item::Const(item) => {
                out.insert(format!("const {name}: {}", tokens(&item.ty)));
            }
            Item::Type(item) => {
                out.insert(format!("type {name} = {}", tokens(&item.ty)));
            }
            Item::Struct(item) => {
                out.insert(format!("struct {name}{}{}", tokens(&item.generics), marks(&item.attrs)));
                self.fields(&item.fields, name, true, out);
                self.implementations(home, &item.ident.to_string(), name, out);
            }
            Item::Enum(item) => {
                out.insert(format!("enum {name}{}{}", tokens(&item.generics), marks(&item.attrs)));
                for variant in &item.variants {
                    let variant_name = format!("{name}::{}", variant.ident);
                    out.insert(format!("variant {variant_name}{}", marks(&variant.attrs)));
                    self.fields(&variant.fields, &variant_name, false, out);
                }
                self.implementations(home, &item.ident.to_string(), name, out);
            }
            Item::Trait(item) => {
                out.insert(format!("trait {name}"));
                for member in &item.items {
                    if let TraitItem::Fn(method) = member {
                        out.insert(format!("fn {name}::{}: {}", method.sig.ident, signature(&method.sig)));
                    }
                }
            }
            _ => {}
        }
    }

    fn fields(&self, fields: &Fields, name: &str, need_public: bool, out: &mut BTreeSet<String>) {
        for (index, field) in fields.iter().enumerate().filter(|(_, field)| !need_public || is_public(&field.vis)) {
            let field_name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
            out.insert(format!("field {name}::{field_name}: {}", tokens(&field.ty)));
        }
    }

    /// What is implemented for a type, wherever it stands.
    fn implementations(&self, home: &[String], original: &str, name: &str, out: &mut BTreeSet<String>) {
        for (module, items) in &self.modules {
            for item in items {
                let Item::Impl(block) = item else { continue };
                let Type::Path(of) = &*block.self_ty else { continue };
                let path: Path = of.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                if is_test(&block.attrs) || self.origin(module, &path) != Some((home.to_vec(), original.to_owned())) {
                    continue;
                }
                if let Some((_, path, _)) = &block.trait_ {
                    out.insert(format!("impl {} for {name}", tokens(path)));
                    continue;
                }
                for member in &block.items {
                    match member {
                        ImplItem::Fn(method) if is_public(&method.vis) && !is_hidden(&method.attrs) => {
                            out.insert(format!("fn {name}::{}: {}", method.sig.ident, signature(&method.sig)));
                        }
                        ImplItem::Const(item) if is_public(&item.vis) => {
                            out.insert(format!("const {name}::{}: {}", item.ident, tokens(&item.ty)));
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}

fn used(tree: &UseTree, before: &mut Path, found: &mut impl FnMut(String, Path)) {
    let whole = |before: &Path, name: &syn::Ident| before.iter().cloned().chain([name.to_string()]).collect();
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            used(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) if name.ident == "self" => {
            if let Some(last) = before.last() {
                found(last.clone(), before.clone());
            }
        }
        UseTree::Name(name) => found(name.ident.to_string(), whole(before, &name.ident)),
        UseTree::Rename(rename) => found(rename.rename.to_string(), whole(before, &rename.ident)),
        UseTree::Group(group) => group.items.iter().for_each(|tree| used(tree, before, found)),
        UseTree::Glob(_) => {}
    }
}

fn ident(item: &Item) -> Option<String> {
    Some(match item {
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Const(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        _ => return None,
    })
}

fn visibility(item: &Item) -> Option<&Visibility> {
    Some(match item {
        Item::Fn(item) => &item.vis,
        Item::Const(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        _ => return None,
    })
}

/// What is derived, and whether more may come.
fn marks(attributes: &[Attribute]) -> String {
    let mut out = String::new();
    for attribute in attributes {
        if attribute.path().is_ident("derive") || attribute.path().is_ident("non_exhaustive") {
            out.push(' ');
            out.push_str(&tokens(&attribute.meta));
        }
    }
    out
}

fn signature(signature: &syn::Signature) -> String {
    let mut signature = signature.clone();
    signature.ident = syn::Ident::new("f", signature.ident.span());
    tokens(&signature).replacen("fn f", "fn", 1)
}

/// Code on one line, with the spaces that people would write.
fn tokens(code: &impl ToTokens) -> String {
    let mut text = code.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        (" :", ":"),
        ("& ", "&"),
        (" ;", ";"),
        ("[ ", "["),
        (" ]", "]"),
        ("' ", "'"),
        (",)", ")"),
    ] {
        text = text.replace(from, to);
    }
    text.replace("->", " -> ").replace("  ", " ")
}

#[test]
fn the_public_items_change_only_on_purpose() {
    let mut source = Crate::default();
    source.read(Vec::new());
    let mut found = BTreeSet::new();
    source.list(&[], "due_regard", &mut found);
    assert!(found.len() > 100, "the public items were not found: {found:?}");
    // What a macro makes is not seen in the source.
    let mut listing = String::from(
        "# The public items of the crate `due-regard`. Written by `BLESS=1 cargo test -p due-regard-tests --test public_api`.\n",
    );
    for line in &found {
        listing.push_str(line);
        listing.push('\n');
    }
    let path = root().join("tests/public-api.txt");
    let before = text(&path).unwrap_or_default();
    if blesses() {
        std::fs::write(&path, &listing).unwrap();
        return;
    }
    let known: BTreeSet<&str> = before.lines().skip(1).collect();
    let now: BTreeSet<&str> = listing.lines().skip(1).collect();
    let gone: Vec<String> = known.difference(&now).map(|line| format!("- {line}")).collect();
    let new: Vec<String> = now.difference(&known).map(|line| format!("+ {line}")).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "the public items are others than tests/public-api.txt says; BLESS=1 writes it\n{}",
        [gone, new].concat().join("\n")
    );
}
