//! The number of an entry, by which entries name each other.
//!
//! It counts from 1 and has no gaps; which entry follows which is judged where the chain is verified.

use serde::{Deserialize, Serialize};

/// The number of an entry: 1, 2, 3 and so on without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);
