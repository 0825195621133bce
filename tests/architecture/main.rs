//! The house, enforced: the arrows between the crates, the never-list, the security lints and the style that a machine
//! can see.
//!
//! Rules over the dependency graph read `cargo metadata`; rules over sources read what git would commit. Every rule is
//! a plain function from facts to complaints, and has a second test that shows it an offence: a rule that cannot fail
//! is not one. Rule 5 of the never-list, which a machine cannot see, is left to readers; rules 4, 6 and 7, which types
//! and triggers enforce, are tested where they live.

mod arrows;
mod circles;
mod dependencies;
mod facts;
mod requirements;
mod sources;
mod style;
mod ui;
mod webview;
