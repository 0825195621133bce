//! The blocks of `docs/rollout.md`, the page for administrators: the tests run the very text that stands there.
//!
//! A test of `xtask` sees to it that each block is asked for. A test may replace an address or the name of a file by
//! its own, and nothing else.

use std::fs;

use crate::bundle::repository;

/// The text of the block with this name.
pub fn block(name: &str) -> String {
    let page = fs::read_to_string(repository().join("docs/rollout.md")).unwrap();
    let mark = format!("<!-- {name}: tried by tests/installers -->\n```");
    let below = page.split_once(&mark).unwrap_or_else(|| panic!("the page has no block {name}")).1;
    let text = below.split_once('\n').unwrap().1;
    text.split_once("```").unwrap().0.to_owned()
}
