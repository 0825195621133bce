//! The format of `vault.bin`: bytes to entries and back. No file, no keyring, no clock here.
//!
//! ```text
//! "airtillv"  version u16  install id 16  counter u64  count u16     (numbers are big-endian)
//! count x { binding: u16 length, bytes   slot: u8 length, bytes   nonce 24   box: u32 length, bytes }
//! seal: nonce 24, tag 16
//! ```
//!
//! Each box is XChaCha20-Poly1305 over one secret; its associated data are version, environment, install id, binding
//! and slot, so that boxes cannot change places, folders or computers. The seal is the tag of an empty text with the
//! whole file before it as associated data, so that the counter, the list of names and the end of the file cannot be
//! altered either. Every write uses fresh nonces for all.

mod wire;

#[cfg(test)]
mod tests;

use airtill_domain::{Environment, Secret};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use wire::{Reader, put_long, put_medium, put_short};

/// The format that this program reads and writes.
pub(crate) const VERSION: u16 = 1;
/// The largest secret; an access or refresh token is at most 16 KiB.
pub(crate) const LONGEST_SECRET: usize = 64 * 1024;
/// No vault is larger; a larger file is not one.
pub(crate) const LARGEST_FILE: u64 = 8 * 1024 * 1024;

const MAGIC: &[u8; 8] = b"airtillv";
const NONCE: usize = 24;
const TAG: usize = 16;

/// The vault's key: 32 random bytes, stored in the keyring.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// 16 random bytes that distinguish one data folder from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InstallId(pub(crate) [u8; 16]);

impl InstallId {
    /// The id as 32 hexadecimal digits.
    pub(crate) fn text(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// From 32 hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let mut id = [0; 16];
        for (byte, digits) in id.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(id))
    }
}

/// One secret with its name.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) binding: String,
    pub(crate) slot: String,
    pub(crate) secret: Secret,
}

/// The part of the file that is readable without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) install_id: InstallId,
    /// How many writes made this file; never goes down.
    pub(crate) counter: u64,
}

/// The reason for which bytes are not a vault that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// A later format.
    Newer(u16),
    /// Any other defect.
    Damaged,
}

/// Reads the beginning of a file.
pub(crate) fn header(file: &[u8]) -> Result<Header, Unusable> {
    start(&mut Reader(file)).map(|(header, _)| header)
}

/// Opens every box of a file, after its seal.
pub(crate) fn open(file: &[u8], key: &Key, environment: Environment) -> Result<(Header, Vec<Entry>), Unusable> {
    let cipher = cipher(key);
    let body_length = file.len().checked_sub(NONCE + TAG).ok_or(Unusable::Damaged)?;
    let (body, seal) = file.split_at(body_length);
    let mut reader = Reader(body);
    let (header, count) = start(&mut reader)?;
    let (nonce, tag) = seal.split_at(NONCE);
    decrypt(&cipher, nonce, tag, &seal_associated_data(environment, body))?;
    let mut entries = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let binding = reader.medium().and_then(text).ok_or(Unusable::Damaged)?;
        let slot = reader.short().and_then(text).ok_or(Unusable::Damaged)?;
        let nonce = reader.take(NONCE).ok_or(Unusable::Damaged)?;
        let sealed = reader.long().ok_or(Unusable::Damaged)?;
        let plain =
            decrypt(&cipher, nonce, sealed, &entry_associated_data(environment, header.install_id, &binding, &slot))?;
        // An exact copy, so that no later shrinking leaves a second one behind; `plain` is overwritten.
        let secret = Secret::new(String::from(std::str::from_utf8(&plain).map_err(|_| Unusable::Damaged)?));
        entries.push(Entry { binding, slot, secret });
    }
    if reader.0.is_empty() { Ok((header, entries)) } else { Err(Unusable::Damaged) }
}

/// Makes the bytes of a file. Names and secrets were measured before: see [`fits`].
pub(crate) fn seal(
    header: Header,
    entries: &[Entry],
    key: &Key,
    environment: Environment,
) -> Result<Vec<u8>, getrandom::Error> {
    let cipher = cipher(key);
    let mut file = Vec::new();
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&VERSION.to_be_bytes());
    file.extend_from_slice(&header.install_id.0);
    file.extend_from_slice(&header.counter.to_be_bytes());
    file.extend_from_slice(
        &u16::try_from(entries.len()).expect("a handful of connections with a few secrets each").to_be_bytes(),
    );
    for entry in entries {
        put_medium(&mut file, entry.binding.as_bytes());
        put_short(&mut file, entry.slot.as_bytes());
        let nonce = fresh_nonce()?;
        file.extend_from_slice(&nonce);
        let associated_data = entry_associated_data(environment, header.install_id, &entry.binding, &entry.slot);
        put_long(&mut file, &encrypt(&cipher, &nonce, entry.secret.expose().as_bytes(), &associated_data));
    }
    let nonce = fresh_nonce()?;
    let tag = encrypt(&cipher, &nonce, b"", &seal_associated_data(environment, &file));
    file.extend_from_slice(&nonce);
    file.extend_from_slice(&tag);
    Ok(file)
}

/// The part that is too long for the format, with its length in bytes.
pub(crate) fn fits(binding: &str, slot: &str, secret: &Secret) -> Result<(), (&'static str, usize)> {
    for (what, length, most) in [
        ("a binding", binding.len(), usize::from(u16::MAX)),
        ("a slot", slot.len(), usize::from(u8::MAX)),
        ("a secret", secret.expose().len(), LONGEST_SECRET),
    ] {
        if length > most {
            return Err((what, length));
        }
    }
    Ok(())
}

/// A new random key.
pub(crate) fn fresh_key() -> Result<Key, getrandom::Error> {
    let mut key = Zeroizing::new([0; 32]);
    getrandom::fill(key.as_mut())?;
    Ok(key)
}

/// A new random install id.
pub(crate) fn fresh_install_id() -> Result<InstallId, getrandom::Error> {
    let mut id = [0; 16];
    getrandom::fill(&mut id)?;
    Ok(InstallId(id))
}

fn start(reader: &mut Reader<'_>) -> Result<(Header, u16), Unusable> {
    let damaged = Unusable::Damaged;
    if reader.take(MAGIC.len()).ok_or(damaged)? != MAGIC {
        return Err(damaged);
    }
    match u16::from_be_bytes(reader.array().ok_or(damaged)?) {
        VERSION => {}
        newer if newer > VERSION => return Err(Unusable::Newer(newer)),
        _ => return Err(damaged),
    }
    let install_id = InstallId(reader.array().ok_or(damaged)?);
    let counter = u64::from_be_bytes(reader.array().ok_or(damaged)?);
    let count = u16::from_be_bytes(reader.array().ok_or(damaged)?);
    Ok((Header { install_id, counter }, count))
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key).into())
}

fn fresh_nonce() -> Result<[u8; NONCE], getrandom::Error> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce)?;
    Ok(nonce)
}

fn encrypt(cipher: &XChaCha20Poly1305, nonce: &[u8; NONCE], plain: &[u8], associated_data: &[u8]) -> Vec<u8> {
    cipher
        .encrypt(&XNonce::from(*nonce), Payload { msg: plain, aad: associated_data })
        .expect("a secret is far below the cipher's 256 GiB")
}

fn decrypt(
    cipher: &XChaCha20Poly1305,
    nonce: &[u8],
    sealed: &[u8],
    associated_data: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unusable> {
    let nonce = XNonce::try_from(nonce).map_err(|_| Unusable::Damaged)?;
    cipher
        .decrypt(&nonce, Payload { msg: sealed, aad: associated_data })
        .map(Zeroizing::new)
        .map_err(|_| Unusable::Damaged)
}

fn entry_associated_data(environment: Environment, id: InstallId, binding: &str, slot: &str) -> Vec<u8> {
    let mut associated_data = Vec::new();
    put_short(&mut associated_data, b"airtill entry");
    associated_data.extend_from_slice(&VERSION.to_be_bytes());
    put_short(&mut associated_data, environment.word().as_bytes());
    associated_data.extend_from_slice(&id.0);
    put_medium(&mut associated_data, binding.as_bytes());
    put_short(&mut associated_data, slot.as_bytes());
    associated_data
}

fn seal_associated_data(environment: Environment, body: &[u8]) -> Vec<u8> {
    let mut associated_data = Vec::with_capacity(body.len() + 32);
    put_short(&mut associated_data, b"airtill seal");
    put_short(&mut associated_data, environment.word().as_bytes());
    associated_data.extend_from_slice(body);
    associated_data
}

fn text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}
