//! The steps of a download, and the ways in which it can end without a package.
//!
//! The steps are reported as they are done, for a bar that moves and for tests that kill the program at each of them.

use std::io;

use crate::fetch::FetchError;
use crate::signature::SignatureError;

/// A step of a download that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Files of an earlier download are gone.
    Emptied,
    /// The manifest and the signatures are on disk.
    Noted,
    /// So many bytes have come.
    Received {
        /// The bytes so far.
        bytes: u64,
        /// The size of the package.
        of: u64,
    },
    /// The whole package is on disk and not proven yet.
    Whole,
    /// The publisher's signature of the package is good.
    Proven,
    /// The package stands under its own name and waits to be installed.
    Ready,
}

/// The reason for which there is no package.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The version has no package for this system.
    #[error("there is no package for this system")]
    None,
    /// It could not be had.
    #[error("{0}")]
    Fetch(#[from] FetchError),
    /// It has more or fewer bytes than the manifest says.
    #[error("the package has another size")]
    Size,
    /// It has other bytes than the manifest says.
    #[error("the package has another digest")]
    Digest,
    /// It is not the publisher's, or not of this version.
    #[error("the package's signature: {0}")]
    Signature(#[from] SignatureError),
    /// The disk did not take it.
    #[error("the disk: {0}")]
    Disk(#[from] io::Error),
}
