//! The program about itself: its commit, its kind of build, its signature and its licences.
//!
//! The version and the data folder are in [`crate::StartView`], because the first screen has them already.

use crate::crossing;

/// How far the program is known to be the commit that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CommitMatch {
    /// It was built from the commit alone.
    Exact,
    /// Files differed from the commit.
    Changed,
    /// It was built in a checkout of the commit, and nothing looked for changes.
    Unchecked,
}

/// The kind of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum BuildKind {
    /// Built to be given to people.
    Release,
    /// Built to be tried.
    Test,
}

/// What the system says about the signature of the program's file, or about its package where files carry none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SignatureFinding {
    /// Signed by a publisher whom the system trusts, and unchanged since.
    Whole,
    /// Signed and not known to be changed, by a publisher whom the system does not trust.
    Untrusted,
    /// Nobody signed it.
    Unsigned,
    /// Changed after it was signed.
    Changed,
    /// No signature is in the file, and a package installed it.
    Package,
    /// No signature is in the file, and no package installed it.
    NoPackage,
    /// The system cannot tell.
    Unknown,
    /// The system did not answer in time.
    NoAnswer,
}

crossing! {
/// The build of the program that runs.
pub struct AboutView {
    /// Hexadecimal digits; absent where the program was built outside git.
    pub commit: Option<String>,
    /// How far the program is that commit.
    pub commit_match: CommitMatch,
    /// Whether it is for people or a test.
    pub build: BuildKind,
}

/// What the system says about the file of the program that runs.
pub struct SignatureView {
    pub finding: SignatureFinding,
    /// The publisher who signed it, or the package that owns it, where the system names one; at most 200 characters.
    pub by: Option<String>,
}

/// The licences of everything that the program has inside.
pub struct LicencesView {
    /// Their text as it was installed, at most 4 MiB; absent where this copy of the program was not installed.
    pub text: Option<String>,
}
}
