//! The chain: the hash of an entry covers what it says, through a digest of its body, and the hash of the entry before.
//!
//! Every digest is SHA-256 over fields in a fixed order, each preceded by its length in bytes as eight bytes, most
//! significant first. Text is UTF-8; a number is eight bytes, most significant first, two's complement.
//!
//! - The genesis, before the first entry: `airtill ledger 3`, the word of the environment, the till that began the
//!   file.
//! - The digest of a body: `airtill body 3`, its salt of 16 random bytes, the body as written. The salt keeps a short
//!   body from being guessed by its digest once the body itself is gone.
//! - The hash of an entry: `airtill entry 3`, the previous hash, the number, the time in milliseconds, the till, the
//!   connection or nothing, the sale in hyphenated form or nothing, the kind, the attempt as four bytes or nothing, and
//!   the digest of the body.

use airtill_domain::{Environment, TillId};
use sha2::{Digest, Sha256};

/// A SHA-256 digest.
pub(crate) type Hash = [u8; 32];

/// The random bytes beside a body.
pub(crate) type Salt = [u8; 16];

/// The fields that the hash of an entry covers, besides the previous hash.
pub(crate) struct Fields<'a> {
    pub seq: i64,
    pub at_ms: i64,
    pub till: &'a str,
    pub connection: Option<&'a str>,
    pub sale: Option<&'a str>,
    pub kind: &'a str,
    pub attempt: Option<u32>,
    pub body_digest: &'a Hash,
}

impl Fields<'_> {
    /// The hash of the entry that follows `previous`.
    pub(crate) fn hash(&self, previous: &Hash) -> Hash {
        let attempt = self.attempt.map(u32::to_be_bytes);
        digest(&[
            b"airtill entry 3",
            previous,
            &self.seq.to_be_bytes(),
            &self.at_ms.to_be_bytes(),
            self.till.as_bytes(),
            self.connection.unwrap_or("").as_bytes(),
            self.sale.unwrap_or("").as_bytes(),
            self.kind.as_bytes(),
            attempt.as_ref().map_or(&[], |bytes| bytes.as_slice()),
            self.body_digest,
        ])
    }
}

/// The digest of a body, which stands for it in the chain.
pub(crate) fn body_digest(salt: &Salt, body: &str) -> Hash {
    digest(&[b"airtill body 3", salt, body.as_bytes()])
}

/// The hash before the first entry of a ledger of `environment` that `till` began.
pub(crate) fn genesis(environment: Environment, till: TillId) -> Hash {
    digest(&[b"airtill ledger 3", environment.word().as_bytes(), till.to_string().as_bytes()])
}

fn digest(fields: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    hasher.finalize().into()
}
