//! The installer for Windows.
//!
//! Nothing makes it yet: this is the place where it will be made from the release, its signer and `installers/windows/`.

use std::path::PathBuf;

use super::release::Release;
use super::signing::Signers;
use crate::step::Stop;

/// Makes the installer.
///
/// # Errors
/// None yet.
pub fn bundle(_release: &Release, _signers: &Signers) -> Result<Vec<PathBuf>, Stop> {
    println!("\nThe installer for Windows is not made yet.");
    Ok(Vec::new())
}
