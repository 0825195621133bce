//! A secret that a person enters.
//!
//! It crosses inwards only: no answer and no event can hold one, because it cannot be written. Its later holders
//! overwrite it too.

/// A secret on its way in: it can be read from a request and can neither be written nor shown. Dropped, it is
/// overwritten.
#[derive(Clone, PartialEq, serde::Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(as = "String"))]
pub struct InwardSecret(pub String);

impl InwardSecret {
    /// Hands the text to a holder that overwrites it too.
    pub fn take(mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

impl Drop for InwardSecret {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

impl std::fmt::Debug for InwardSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InwardSecret(…)")
    }
}

impl serde::Serialize for InwardSecret {
    /// Always fails: a secret never goes out.
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("a secret never goes out"))
    }
}
