//! The chain: the hash of an entry covers all that it says and the hash of the entry before it.
//!
//! SHA-256 over these fields in this order, each preceded by its length in bytes as eight bytes, most significant
//! first: the text `airtill entry 1`; the previous hash; the number and the time in milliseconds, each as eight bytes,
//! most significant first, two's complement; actor; connection; sale in hyphenated form, or nothing; kind; attempt as
//! four bytes, or nothing; body as written. An entry that names its float begins with `airtill entry 2` instead, and
//! the float's key stands behind the body. Text is UTF-8. Before the first entry stands the genesis: the same over the
//! text `airtill ledger 1` and the word of the environment.

use airtill_domain::Environment;
use sha2::{Digest, Sha256};

/// A SHA-256 digest.
pub(crate) type Hash = [u8; 32];

/// The columns of an entry that its hash covers, besides the previous hash.
pub(crate) struct Fields<'a> {
    pub seq: i64,
    pub at_ms: i64,
    pub actor: &'a str,
    pub connection: &'a str,
    pub sale: Option<&'a str>,
    pub kind: &'a str,
    pub attempt: Option<u32>,
    pub body: &'a str,
    pub float: Option<&'a str>,
}

impl Fields<'_> {
    /// The hash of the entry that follows `previous`.
    pub(crate) fn hash(&self, previous: &Hash) -> Hash {
        let attempt = self.attempt.map(u32::to_be_bytes);
        let (seq, at_ms) = (self.seq.to_be_bytes(), self.at_ms.to_be_bytes());
        let first: &[u8] = if self.float.is_some() { b"airtill entry 2" } else { b"airtill entry 1" };
        let mut fields = vec![
            first,
            previous,
            &seq,
            &at_ms,
            self.actor.as_bytes(),
            self.connection.as_bytes(),
            self.sale.unwrap_or("").as_bytes(),
            self.kind.as_bytes(),
            attempt.as_ref().map_or(&[], |bytes| bytes.as_slice()),
            self.body.as_bytes(),
        ];
        fields.extend(self.float.map(str::as_bytes));
        digest(&fields)
    }
}

/// What stands before the first entry of a ledger of `environment`.
pub(crate) fn genesis(environment: Environment) -> Hash {
    digest(&[b"airtill ledger 1", environment.word().as_bytes()])
}

fn digest(fields: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    hasher.finalize().into()
}
