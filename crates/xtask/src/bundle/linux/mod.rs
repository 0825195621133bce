//! The packages for Linux and the repositories that they are fetched from.

use std::path::PathBuf;

use super::release::Release;
use super::signing::Signers;
use crate::step::Stop;

/// Makes the packages and the repositories.
///
/// # Errors
/// At the first that cannot be made.
pub fn bundle(_release: &Release, _signers: &Signers) -> Result<Vec<PathBuf>, Stop> {
    Ok(Vec::new())
}
