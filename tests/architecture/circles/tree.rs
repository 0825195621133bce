//! The modules of one crate, and which file uses which.
//!
//! A path leads to the file in which the thing that it names is defined, through imports and re-exports: a re-export
//! is a signpost, not a use. A folder's own file uses what lies in the folder only where its code names it.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;
use crate::facts::File;

/// The place of a module in [`Crate::modules`].
pub type Id = usize;

/// A module that has a file of its own.
pub struct Module {
    /// The path of its file.
    pub file: String,
    /// Its parent; the root has none.
    pub parent: Option<Id>,
    /// Its children by name.
    pub children: BTreeMap<String, Id>,
    source: Source,
}

pub struct Crate {
    /// Its modules, the root first.
    pub modules: Vec<Module>,
}

/// More steps than any chain of re-exports has; a circle of imports would have no end.
const LONGEST_CHAIN: usize = 12;

impl Crate {
    /// Reads the crate whose root is the file at this path; `None` where there is no such file.
    pub fn read(root: &str, files: &[File]) -> Option<Crate> {
        let mut tree = Crate { modules: Vec::new() };
        tree.add(root, None, files)?;
        Some(tree)
    }

    fn add(&mut self, path: &str, parent: Option<Id>, files: &[File]) -> Option<Id> {
        let found = files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        let source = Source::read(&files[found].text);
        let names = source.modules.clone();
        let id = self.modules.len();
        self.modules.push(Module { file: path.to_owned(), parent, children: BTreeMap::new(), source });
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = if parent.is_none() || file == "mod.rs" {
            folder.to_owned()
        } else {
            path.trim_end_matches(".rs").to_owned()
        };
        for name in names {
            let child = self
                .add(&format!("{folder}/{name}.rs"), Some(id), files)
                .or_else(|| self.add(&format!("{folder}/{name}/mod.rs"), Some(id), files));
            if let Some(child) = child {
                self.modules[id].children.insert(name, child);
            }
        }
        Some(id)
    }

    /// Every use of one file by another: who uses, and what is used.
    pub fn uses(&self) -> BTreeSet<(Id, Id)> {
        let mut uses = BTreeSet::new();
        for (id, module) in self.modules.iter().enumerate() {
            let source = &module.source;
            let mut note = |path: &[String]| {
                if let Some(to) = self.resolve(id, path, LONGEST_CHAIN)
                    && to != id
                {
                    uses.insert((id, to));
                }
            };
            source.paths.iter().for_each(|path| note(path));
            for (name, path) in &source.imports {
                // An import of a folder's own file from the folder may be a signpost for others.
                let own = self.resolve(id, path, LONGEST_CHAIN).is_some_and(|to| self.is_below(to, id));
                if !own || source.names.contains(name) {
                    note(path);
                }
            }
            for star in &source.stars {
                let Some(from) = self.resolve(id, star, LONGEST_CHAIN) else { continue };
                for name in source.names.iter().filter(|name| !source.items.contains(*name)) {
                    if self.exports(from, name, LONGEST_CHAIN) {
                        note(&[star.as_slice(), std::slice::from_ref(name)].concat());
                    }
                }
            }
        }
        uses
    }

    /// Whether a module is another one or lies below it.
    pub fn is_below(&self, mut module: Id, above: Id) -> bool {
        while module != above {
            match self.modules[module].parent {
                Some(parent) => module = parent,
                None => return false,
            }
        }
        true
    }

    /// Whether a name can be had from a module.
    fn exports(&self, module: Id, name: &str, steps: usize) -> bool {
        let Module { children, source, .. } = &self.modules[module];
        let Some(steps) = steps.checked_sub(1) else { return false };
        children.contains_key(name)
            || source.items.contains(name)
            || source.imports.contains_key(name)
            || source.stars.iter().any(|star| {
                self.resolve(module, star, steps).is_some_and(|to| to != module && self.exports(to, name, steps))
            })
    }

    /// The module whose file defines what the path names, seen from a module; `None` for what is not of this crate.
    fn resolve(&self, from: Id, path: &[String], steps: usize) -> Option<Id> {
        let steps = steps.checked_sub(1)?;
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => 0,
            "self" => from,
            "super" => self.modules[from].parent?,
            // A name that nobody imported is an item here, or something of another crate.
            name => self.step(from, name, steps)?,
        };
        while let Some((name, after)) = rest.split_first() {
            let next = if name == "super" { self.modules[at].parent } else { self.step(at, name, steps) };
            match next {
                Some(next) => (at, rest) = (next, after),
                None => break,
            }
        }
        Some(at)
    }

    /// Where one name leads from a module: to a child, or along an import of this name.
    fn step(&self, at: Id, name: &str, steps: usize) -> Option<Id> {
        let steps = steps.checked_sub(1)?;
        let Module { children, source, .. } = &self.modules[at];
        if let Some(child) = children.get(name) {
            return Some(*child);
        }
        if let Some(path) = source.imports.get(name) {
            return if path.first().is_some_and(|first| first == name) { None } else { self.resolve(at, path, steps) };
        }
        source.stars.iter().find_map(|star| {
            let to = self.resolve(at, star, steps)?;
            (to != at && self.exports(to, name, steps)).then(|| self.step(to, name, steps).unwrap_or(to))
        })
    }
}
