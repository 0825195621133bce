//! The forms of the account service's JSON: the body of a new account, and the fields of its answers.
//!
//! Keys count by their documented spelling; numbers are read by their digits. Every text from the service passes
//! `words` on its way in, so the secret of the call cannot come back. Nothing is decided here.

use airtill_domain::Secret;
use airtill_domain::text::{SHOWN_CHARACTERS, plain, plain_without};
use airtill_http::Fields;
use serde::Serialize;
use zeroize::Zeroizing;

use super::answer::{Country, Role, User};
use crate::error::OddError;
use crate::reading::instant;

/// The longest escape of one byte in a JSON text, `\u0000`.
const LONGEST_ESCAPE: usize = 6;

#[derive(Serialize)]
struct NewUser<'a> {
    user: Credentials<'a>,
}

#[derive(Serialize)]
struct Credentials<'a> {
    email: &'a str,
    password: &'a str,
}

/// The body of a new account: `{"user":{"email":"…","password":"…"}}`.
pub(super) fn new_user(email: &str, password: &Secret) -> Zeroizing<Vec<u8>> {
    let body = NewUser { user: Credentials { email, password: password.expose() } };
    // With room for the longest form: a buffer that grows leaves copies behind that are not overwritten.
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 + LONGEST_ESCAPE * (email.len() + password.expose().len())));
    serde_json::to_writer(&mut *bytes, &body).expect("two texts are JSON, and writing to memory does not fail");
    bytes
}

/// The service's words, fit for a screen; empty where `secret` stands in them, in upper or lower case.
pub(super) fn words(text: Option<String>, secret: &Secret) -> String {
    plain_without(&text.unwrap_or_default(), &[secret.expose()], SHOWN_CHARACTERS)
}

/// A country; `None` where its code is not two letters.
pub(super) fn country(fields: &Fields<'_>, token: &Secret) -> Option<Country> {
    let code = fields.text("code")?.trim().to_ascii_uppercase();
    let letters = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    letters.then(|| Country { code, name: words(fields.text("name"), token) })
}

/// A user, bare as documented or as `{"user":{…}}`, which is how the service takes one. `sent` is an e-mail address
/// that may be shown even if the secret stands in it.
pub(super) fn user(outer: Fields<'_>, secret: &Secret, sent: Option<&str>) -> Result<User, OddError> {
    let fields = match (outer.raw("id"), outer.raw("user")) {
        (None, Some(inner)) => Fields::read(inner.as_bytes()).ok_or(OddError::Field("user"))?,
        _ => outer,
    };
    let known = |key| Some(words(fields.text(key), secret)).filter(|text| !text.is_empty());
    let email = match (fields.text("email"), sent) {
        (Some(email), Some(sent)) if email.trim().eq_ignore_ascii_case(sent.trim()) => plain(&email, SHOWN_CHARACTERS),
        (email, _) => words(email, secret),
    };
    Ok(User {
        id: fields.integer("id").ok_or(OddError::Field("id"))?,
        name: known("name"),
        nickname: known("nickname"),
        email: Some(email).filter(|email| !email.is_empty()).ok_or(OddError::Field("email"))?,
        role: match fields.text("role").as_deref() {
            Some("default") => Role::Default,
            Some("admin") => Role::Admin,
            _ => Role::Other(words(fields.text("role"), secret)),
        },
        created_at: instant(&fields, "created_at"),
        updated_at: instant(&fields, "updated_at"),
        gold_to_send: fields.integer("gold_to_send"),
        gold_received: fields.integer("gold_received"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_new_account_is_written_as_documented_and_without_growing() {
        let body = new_user("ayen@example.com", &secret("pass\"word\\ \u{1}é😀"));
        let expected = "{\"user\":{\"email\":\"ayen@example.com\",\"password\":\"pass\\\"word\\\\ \\u0001é😀\"}}";
        assert_eq!(std::str::from_utf8(&body), Ok(expected));
        let controls = "\u{1}".repeat(500);
        let body = new_user(&controls, &secret(&controls));
        assert_eq!(body.capacity(), 64 + 6 * 1000, "the longest body fits the first buffer");
    }

    #[test]
    fn w07_the_services_words_are_plain_and_short() {
        assert_eq!(words(Some("Côte\u{202E} d’Ivoire\r\n\u{0}".to_owned()), &secret("x-canary")), "Côte d’Ivoire");
        assert_eq!(words(Some("é".repeat(5000)), &secret("x-canary")).chars().count(), SHOWN_CHARACTERS);
        assert_eq!(words(None, &secret("")), "");
        assert_eq!(
            words(Some("fine".to_owned()), &secret("\u{200B} ")),
            "fine",
            "a secret that cannot be seen withholds nothing"
        );
    }

    #[test]
    fn t23_words_with_the_password_in_them_are_withheld_whole() {
        let password = secret("Hunter2  canarY");
        for text in
            ["Password Hunter2  canarY is too common", "password hunter2 canary", "Hun\u{200B}ter2 ca\u{202E}narY"]
        {
            assert_eq!(words(Some(text.to_owned()), &password), "", "{text:?}");
        }
    }

    #[test]
    fn only_the_exact_word_makes_an_administrator() {
        let role = |json: &str| {
            let body = format!(r#"{{"id":1,"email":"a@example.com","role":{json}}}"#);
            user(Fields::read(body.as_bytes()).expect("an object"), &secret("canary"), None).expect("a user").role
        };
        assert_eq!((role(r#""admin""#), role(r#""default""#)), (Role::Admin, Role::Default));
        for (json, word) in [
            (r#""Admin""#, "Admin"),
            (r#""admin ""#, "admin"),
            (r#""administrator""#, "administrator"),
            ("1", ""),
            ("null", ""),
            ("[\"admin\"]", ""),
        ] {
            assert_eq!(role(json), Role::Other(word.to_owned()), "{json}");
        }
    }
}
