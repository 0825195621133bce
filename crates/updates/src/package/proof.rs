//! The proof of a package: its size, its digest, its signature, and what the signature says.
//!
//! The file is read once. It counts for one name and one version, those of the manifest, and for no others.

use std::fs::File;

use sha2::{Digest, Sha256};

use super::course::PackageError;
use crate::manifest::Package;
use crate::signature::{Keys, SignatureError};
use crate::version::Version;

/// Reads a package and proves it.
///
/// # Errors
/// A [`PackageError`] that says what is wrong with it.
pub fn prove(
    file: &mut File,
    package: &Package,
    version: Version,
    keys: &Keys,
    signature: &str,
) -> Result<(), PackageError> {
    let (mut size, mut digest) = (0, Sha256::new());
    let signed = keys.check_all_of(file, signature, |piece| {
        size += piece.len() as u64;
        digest.update(piece);
    })?;
    // The plainer reason first: half a package has no good signature either.
    let comment = signed.map_err(|error| match error {
        SignatureError::Forged if size != package.size => PackageError::Size,
        error => error.into(),
    })?;
    if size != package.size {
        return Err(PackageError::Size);
    }
    if digest.finalize()[..] != package.sha256 {
        return Err(PackageError::Digest);
    }
    comment.is_for_file(&package.name)?;
    comment.is_for_version(version)?;
    Ok(())
}
