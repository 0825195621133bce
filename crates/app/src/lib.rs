//! The use cases; the only crate that puts the others together.
