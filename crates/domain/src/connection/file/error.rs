//! Why a file that an administrator wrote is refused, in terms of its own fields: a connection file, or the company's
//! policy.
//!
//! Nothing here reads a file; the rules themselves stand with the fields that they are about.

use super::encoding::Encoding;

/// The largest file that is read.
pub const MOST_BYTES: usize = 64 * 1024;

/// The reason for which a file is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Over [`MOST_BYTES`].
    #[error("the file is larger than 64 KiB")]
    TooLarge,
    /// Nothing but white space, as a copy that was broken off leaves it.
    #[error("the file is empty")]
    Empty,
    /// No text of any kind.
    #[error("the file is not text")]
    NotText,
    /// Text in an encoding that is not read.
    #[error("the file is written in {encoding}: save it in UTF-8, or in UTF-16 with a byte order mark")]
    Encoding {
        /// The encoding, as far as the bytes show it.
        encoding: Encoding,
    },
    /// Arrays or tables nested beyond reason.
    #[error("the file is nested too deeply")]
    TooDeep,
    /// Not TOML, or a field is missing, unknown or of the wrong kind.
    #[error("line {line}: {problem}")]
    Unreadable {
        /// Counted from 1; 0 where the parser names none.
        line: usize,
        /// The parser's own words, made plain.
        problem: String,
    },
    /// A format that this version does not know.
    #[error("the file has format {found}, and this version of Airtill reads format 1")]
    UnknownFormat {
        /// The value in the file.
        found: i64,
    },
    /// A field whose value breaks a rule.
    #[error("{field}: {rule}")]
    Field {
        /// The field's name in the file.
        field: &'static str,
        /// The value that is wanted.
        rule: String,
    },
}
