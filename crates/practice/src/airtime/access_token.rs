//! The tokens of 21 Systems: an access token that only this service can check, and a refresh token of 22 characters.
//!
//! The access token looks like GoTrue's (a JWT that names HS256) and a client has no key for it. Its signature is a
//! plain SHA-256 over a key and the text: it makes practice realistic, and protects nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::airtime::users::Identity;
use crate::token::{Refused, random};

#[derive(Serialize, Deserialize)]
struct Claims {
    aud: String,
    exp: i64,
    sub: String,
    email: String,
    app_metadata: AppMetadata,
    user_metadata: Empty,
}

#[derive(Serialize, Deserialize)]
struct AppMetadata {
    provider: String,
    /// A random value that distinguishes two tokens of the same second.
    session: String,
}

#[derive(Serialize, Deserialize)]
struct Empty {}

/// A new refresh token: 22 characters of base64url, as GoTrue makes them.
pub(crate) fn new_refresh_token() -> String {
    URL_SAFE_NO_PAD.encode(random::<16>())
}

/// A new key for access tokens, as text.
pub(crate) fn new_key() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}

/// An access token for the user of this identity that ends at `ends`.
pub(crate) fn sign(key: &str, identity: &Identity, ends: Timestamp) -> String {
    let claims = Claims {
        aud: String::new(),
        exp: ends.as_second(),
        sub: identity.id.clone(),
        email: identity.email.clone(),
        app_metadata: AppMetadata { provider: "email".to_owned(), session: URL_SAFE_NO_PAD.encode(random::<9>()) },
        user_metadata: Empty {},
    };
    let claims = serde_json::to_vec(&claims).expect("claims are plain strings and numbers");
    let text =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#), URL_SAFE_NO_PAD.encode(claims));
    let signature = signature(key, &text);
    format!("{text}.{signature}")
}

/// The id of the access token's user. The last of `keys` signs today; tokens of the others are expired.
pub(crate) fn check(keys: &[String], token: &str, now: Timestamp) -> Result<String, Refused> {
    let (text, given) = token.rsplit_once('.').ok_or(Refused::Invalid)?;
    let key = keys.iter().rposition(|key| signature(key, text) == given).ok_or(Refused::Invalid)?;
    let payload = text.split_once('.').ok_or(Refused::Invalid)?.1;
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| Refused::Invalid)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| Refused::Invalid)?;
    if key + 1 < keys.len() || now.as_second() >= claims.exp {
        return Err(Refused::Expired);
    }
    Ok(claims.sub)
}

fn signature(key: &str, text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(key.as_bytes());
    hash.update(text.as_bytes());
    URL_SAFE_NO_PAD.encode(hash.finalize())
}
