//! A text that must never be shown: password, access token, refresh token, client secret.
//!
//! [`Secret`] has no `Display`, no `Deref`, no `Serialize` and no comparison, and its `Debug` says only that it is one,
//! so a leak needs the word `expose` in the source. The memory is overwritten when it is dropped.

use secrecy::{ExposeSecret, SecretString};

/// A text that must never be shown, stored in the clear or logged.
///
/// ```compile_fail
/// // V11: a secret cannot be printed.
/// println!("{}", airtill_domain::Secret::new("hunter2".to_owned()));
/// ```
///
/// ```compile_fail
/// // V11: a secret cannot be serialized.
/// fn needs_serialize<T: serde::Serialize>(_: T) {}
/// needs_serialize(airtill_domain::Secret::new("hunter2".to_owned()));
/// ```
///
/// ```compile_fail
/// // V11: a secret does not turn into a `&str` by itself.
/// let text: &str = &airtill_domain::Secret::new("hunter2".to_owned());
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes ownership of the text; no copy of it stays elsewhere.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The text itself. Every caller is a place where a leak could begin: keep them few.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v11_debug_shows_nothing_of_the_secret() {
        let shown = format!("{:?}", Secret::new("hunter2".to_owned()));
        assert_eq!(shown, "Secret(…)");
    }
}
