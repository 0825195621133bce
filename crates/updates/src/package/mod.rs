//! The package of a version: fetched to disk, proven, and found again at the next start.
//!
//! Its size, its SHA-256 and its signature must be those of the manifest, and the signature must name its file and its
//! version: an old package under a new number is refused. The bytes go to disk as they come, never past their size.
//! A kill at any step leaves either no package or a proven one, because the last step is one rename.

mod course;
mod download;
mod proof;
mod ready;
mod writing;

pub use course::{PackageError, Step};
pub use download::download;
pub use ready::{Ready, known, ready};
