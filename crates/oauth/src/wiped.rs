//! Decoded text that may be a secret, wiped when it is dropped.
//!
//! For the moments in which a code, a password or a client secret is neither in the received bytes nor in a `Secret`.
//! The copies that libraries make are out of reach: the decoder of percent signs, the `oauth2` crate's own strings, and
//! the buffers of the HTTP library.

use std::borrow::Cow;
use std::ops::Deref;

use url::form_urlencoded;
use zeroize::Zeroize;

/// A decoded name or value.
pub(crate) struct Wiped<'a>(Cow<'a, str>);

/// The names and values of a form, decoded.
pub(crate) fn pairs(form: &[u8]) -> impl Iterator<Item = (Wiped<'_>, Wiped<'_>)> {
    form_urlencoded::parse(form).map(|(name, value)| (Wiped(name), Wiped(value)))
}

impl Deref for Wiped<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl serde::Serialize for Wiped<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Drop for Wiped<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(text) = &mut self.0 {
            text.zeroize();
        }
    }
}
