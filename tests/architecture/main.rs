//! The house, enforced: the arrows between the crates, the never-list, the security lints and the style that a machine
//! can see.
//!
//! Rules over the dependency graph read `cargo metadata`; rules over sources read what git would commit. Every rule is
//! a plain function from facts to complaints, and has a second test that shows it an offence: a rule that cannot fail
//! is not one. What a machine cannot see (never 5) is left to readers; what types and triggers enforce (4, 6, 7) is
//! tested where they live.

mod arrows;
mod circles;
mod dependencies;
mod facts;
mod requirements;
mod sources;
mod style;
mod ui;
mod webview;
