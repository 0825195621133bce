//! No module of a crate uses another in a circle, at any depth.
//!
//! In every folder the things that lie in it (files, folders as a whole, and the folder's own file) must be able to
//! stand in an order in which each uses only those before it. A folder's own file that merely declares or re-exports
//! what is below it uses nothing. Tests may use what they test, and are left out. `source` reads what a file says, and
//! `tree` where its paths lead.

mod source;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{File, files, nothing_to_complain, offender};
use tree::{Crate, Id};

/// The roots of our crates: libraries, programs, and the tests that are programs of their own.
fn roots(files: &[File]) -> Vec<&str> {
    let is_root = |path: &&str| {
        path.ends_with("/src/lib.rs")
            || path.ends_with("/main.rs")
            || (path.contains("/src/bin/") && path.split("/src/bin/").nth(1).is_some_and(|rest| !rest.contains('/')))
    };
    files.iter().map(|file| file.path.as_str()).filter(|path| path.ends_with(".rs")).filter(is_root).collect()
}

/// The circles of one crate, each as the modules along it.
fn circles_of(tree: &Crate) -> Vec<String> {
    let uses = tree.uses();
    let mut complaints = Vec::new();
    for (folder, module) in tree.modules.iter().enumerate().filter(|(_, module)| !module.children.is_empty()) {
        // The folder's own file stands for itself, everything below it for the child that it is in.
        let node = |id: Id| {
            if id == folder {
                return Some(folder);
            }
            module.children.values().copied().find(|child| tree.is_below(id, *child))
        };
        let mut arrows: BTreeMap<Id, BTreeMap<Id, (Id, Id)>> = BTreeMap::new();
        for &(from, to) in &uses {
            if let (Some(a), Some(b)) = (node(from), node(to))
                && a != b
            {
                arrows.entry(a).or_default().entry(b).or_insert((from, to));
            }
        }
        while let Some(circle) = circle(&arrows) {
            let steps: Vec<String> = circle
                .iter()
                .zip(circle.iter().cycle().skip(1))
                .map(|(from, to)| {
                    let (user, used) = arrows[from][to];
                    format!("  {} uses {}", tree.modules[user].file, tree.modules[used].file)
                })
                .collect();
            complaints.push(format!("a circle in {}:\n{}", module.file, steps.join("\n")));
            // One arrow less, so that other circles of the folder are found too.
            let (last, first) = (circle[circle.len() - 1], circle[0]);
            arrows.entry(last).or_default().remove(&first);
        }
    }
    complaints
}

/// One of the shortest circles, as the nodes along it.
fn circle(arrows: &BTreeMap<Id, BTreeMap<Id, (Id, Id)>>) -> Option<Vec<Id>> {
    let mut shortest: Option<Vec<Id>> = None;
    for &start in arrows.keys() {
        let mut came_from = BTreeMap::new();
        let mut seen = BTreeSet::from([start]);
        let mut next = std::collections::VecDeque::from([start]);
        'search: while let Some(at) = next.pop_front() {
            for &to in arrows.get(&at).into_iter().flat_map(BTreeMap::keys) {
                if to == start {
                    let mut path = vec![at];
                    while let Some(before) = came_from.get(&path[path.len() - 1]) {
                        path.push(*before);
                    }
                    path.reverse();
                    if shortest.as_ref().is_none_or(|known| path.len() < known.len()) {
                        shortest = Some(path);
                    }
                    break 'search;
                }
                if seen.insert(to) {
                    came_from.insert(to, at);
                    next.push_back(to);
                }
            }
        }
    }
    shortest
}

fn circles(files: &[File]) -> Vec<String> {
    roots(files).into_iter().filter_map(|root| Crate::read(root, files)).flat_map(|tree| circles_of(&tree)).collect()
}

#[test]
fn no_module_uses_another_in_a_circle() {
    nothing_to_complain(&circles(files()));
}

#[test]
fn the_rule_of_circles_can_fail() {
    let complaints = |sources: &[(&str, &str)]| {
        let mut files: Vec<File> =
            sources.iter().map(|(path, text)| offender(&format!("crates/x/src/{path}"), text)).collect();
        files.sort_by(|left, right| left.path.cmp(&right.path));
        circles(&files).len()
    };
    let two = |a: &str, b: &str| complaints(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)]);
    assert_eq!(two("use crate::b::B;", "use crate::a::A;"), 1, "by use");
    assert_eq!(two("use super::b;", "fn f() { crate::a::g(); }"), 1, "by a path in code");
    assert_eq!(two("use crate::b::B;", "crossing! { fn f() { super::a::g() } }"), 1, "inside a macro");
    assert_eq!(two("use crate::{a::*, b::{self as other, B}};", "use crate::a::A;"), 1, "by a list");
    assert_eq!(two("use crate::b::B;", "use serde::Serialize;"), 0, "one way only");
    assert_eq!(two("use crate::b::B;", "// crate::a\nconst TEXT: &str = \"crate::a::A\";"), 0, "comments and texts");
    assert_eq!(two("use crate::b::B;", "#[cfg(test)]\nmod tests { use crate::a::A; }"), 0, "tests");
    assert_eq!(
        two("use crate::b::B;", "#[cfg(test)] use crate::a::A; fn f() { crate::a::g() }"),
        1,
        "after a test's use"
    );

    let through_the_root =
        |root: &str, b: &str| complaints(&[("lib.rs", root), ("a.rs", "use crate::b::B; pub struct A;"), ("b.rs", b)]);
    assert_eq!(through_the_root("mod a; mod b; pub use a::A;", "use crate::A;"), 1, "a re-export is a signpost");
    assert_eq!(through_the_root("mod a; mod b; pub use a::*;", "fn f(a: crate::A) {}"), 1, "with a star, too");
    assert_eq!(through_the_root("mod a; mod b; pub use a::*;", "use crate::*; fn f(a: A) {}"), 1, "from a star");

    let folder = |parent: &str, child: &str| {
        complaints(&[("lib.rs", "mod room;"), ("room/mod.rs", parent), ("room/child.rs", child)])
    };
    assert_eq!(folder("mod child; pub use child::C; pub struct P;", "use super::P; pub struct C;"), 0, "a signpost");
    assert_eq!(
        folder("mod child; use child::C; pub struct P(C);", "use super::P; pub struct C;"),
        1,
        "parent and child"
    );
    assert_eq!(folder("mod child; pub struct P; fn f() { child::g() }", "use crate::room::P;"), 1, "by a path");

    let rooms = [
        ("lib.rs", "mod one; mod two;"),
        ("one/mod.rs", "mod a; mod b;"),
        ("one/a.rs", "use crate::two::a::A;"),
        ("one/b.rs", ""),
        ("two/mod.rs", "pub mod a; mod b;"),
        ("two/a.rs", ""),
        ("two/b.rs", "use crate::one::b::B;"),
    ];
    assert_eq!(complaints(&rooms), 1, "folders, although no file is in a circle");
}
