//! Signatures by minisign: the two keys of the publisher, and what a signature says besides that it is good.
//!
//! A signature is made over the digest of a whole file (BLAKE2b), and its comment is signed with it: `file:` and
//! `version:` in it say for what it was made. A good signature of one file is therefore no good for another, even where
//! one key signs both. Signatures of minisign's old kind, which sign a file without its digest, are refused.

use std::io::{self, Read};

use minisign_verify::{Error, PublicKey, Signature, StreamVerifier};

use crate::version::Version;

/// The most bytes of a signature's file.
pub const MOST_BYTES: usize = 4 * 1024;
/// The ending of a signature's file, behind the whole name of the signed one.
pub const ENDING: &str = ".minisig";
/// The bytes of a file that are read at once.
const CHUNK: usize = 64 * 1024;

/// The publisher's public keys: the present one, and the one that follows it. A third signs nothing.
#[derive(Clone, Debug)]
pub struct Keys([PublicKey; 2]);

/// A public key cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the public key cannot be read")]
pub struct UnreadableKey;

/// The reason for which a signature is no good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// It is no signature of minisign, or one of the old kind.
    #[error("it is no signature")]
    Unreadable,
    /// Made with a key that is neither the present nor the next one.
    #[error("it was made with another key")]
    OtherKey,
    /// The file, the comment or the signature was changed.
    #[error("the file is not the one that was signed")]
    Forged,
    /// It was made for a file of another name.
    #[error("it was made for another file")]
    OtherFile,
    /// It was made for another version, or names none.
    #[error("it was made for another version")]
    OtherVersion,
}

/// The signed comment of a good signature.
#[derive(Debug)]
pub struct Comment(String);

impl Keys {
    /// Reads two keys as the second line of a public key file has them.
    ///
    /// # Errors
    /// One of them is no key, or both are one key.
    pub fn read(present: &str, next: &str) -> Result<Self, UnreadableKey> {
        let key = |text: &str| PublicKey::from_base64(text.trim()).map_err(|_| UnreadableKey);
        let keys = [key(present)?, key(next)?];
        if keys[0] == keys[1] { Err(UnreadableKey) } else { Ok(Self(keys)) }
    }

    /// Checks the signature of bytes that are in memory.
    ///
    /// # Errors
    /// A [`SignatureError`]; nothing in the bytes may then be believed.
    pub fn check(&self, bytes: &[u8], signature: &str) -> Result<Comment, SignatureError> {
        let signature = read(signature)?;
        let mut verifier = self.verifier(&signature)?;
        verifier.update(bytes);
        good(verifier, &signature)
    }

    /// Checks the signature of all that `file` gives from here on, and hands every byte to `beside` as well.
    ///
    /// # Errors
    /// The error of reading; or a [`SignatureError`] within.
    pub fn check_all_of(
        &self,
        mut file: impl Read,
        signature: &str,
        mut beside: impl FnMut(&[u8]),
    ) -> io::Result<Result<Comment, SignatureError>> {
        let signature = match read(signature) {
            Ok(signature) => signature,
            Err(error) => return Ok(Err(error)),
        };
        let mut verifier = match self.verifier(&signature) {
            Ok(verifier) => verifier,
            Err(error) => return Ok(Err(error)),
        };
        let mut chunk = vec![0; CHUNK];
        loop {
            match file.read(&mut chunk) {
                Ok(0) => return Ok(good(verifier, &signature)),
                Ok(count) => {
                    verifier.update(&chunk[..count]);
                    beside(&chunk[..count]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn verifier<'a>(&'a self, signature: &'a Signature) -> Result<StreamVerifier<'a>, SignatureError> {
        let mut end = SignatureError::OtherKey;
        for key in &self.0 {
            match key.verify_stream(signature) {
                Ok(verifier) => return Ok(verifier),
                Err(Error::UnexpectedKeyId) => {}
                Err(_) => end = SignatureError::Unreadable,
            }
        }
        Err(end)
    }
}

fn read(signature: &str) -> Result<Signature, SignatureError> {
    if signature.len() > MOST_BYTES {
        return Err(SignatureError::Unreadable);
    }
    Signature::decode(signature).map_err(|_| SignatureError::Unreadable)
}

fn good(mut verifier: StreamVerifier<'_>, signature: &Signature) -> Result<Comment, SignatureError> {
    verifier.finalize().map_err(|_| SignatureError::Forged)?;
    Ok(Comment(signature.trusted_comment().to_owned()))
}

impl Comment {
    /// That the signature was made for a file of this name.
    ///
    /// # Errors
    /// [`SignatureError::OtherFile`], also where it names no file or several.
    pub fn is_for_file(&self, name: &str) -> Result<(), SignatureError> {
        if self.word("file") == Some(name) { Ok(()) } else { Err(SignatureError::OtherFile) }
    }

    /// That the signature was made for a package of this version.
    ///
    /// # Errors
    /// [`SignatureError::OtherVersion`], also where it names no version or several.
    pub fn is_for_version(&self, version: Version) -> Result<(), SignatureError> {
        let signed = self.word("version").and_then(|text| text.parse().ok());
        if signed == Some(version) { Ok(()) } else { Err(SignatureError::OtherVersion) }
    }

    /// The one value of that key; the parts of a comment are separated by tabs.
    fn word(&self, key: &str) -> Option<&str> {
        let mut values = self.0.split('\t').filter_map(|part| part.split_once(':')).filter(|(name, _)| *name == key);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value)
    }
}

#[cfg(test)]
mod tests;
