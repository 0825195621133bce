//! The service's validation errors, which it does not document: any JSON, read for fields and sentences.
//!
//! Understood are the forms that Rails applications have: `{"errors":{"email":["…"]}}`, `{"email":["…"]}`,
//! `{"errors":["Email has …"]}`, `{"error":"…"}`, `{"errors":[{"field":"email","message":"…"}]}`, `{"message":"…"}`,
//! also inside each other. Nothing here fails: an unknown form has no errors. Numbers of errors, depth, and lengths are
//! limited, and no message or name holds the password.

use airtill_domain::Secret;
use airtill_domain::text::plain;
use airtill_http::without_mark;
use airtill_http::{Fields, elements};

use super::answer::{FieldError, UserField};
use super::wire::words;

/// More than a person would read, and more than two fields can have.
const MOST_ERRORS: usize = 20;
/// `errors`, `user`, `email`, a list, an object in it: one more than any known form.
const DEEPEST: usize = 6;
/// The longest name of a field that is shown.
const MOST_NAME: usize = 40;
/// The keys of the sentence in a form that has one, the most telling first: `error` is often just the name of the
/// status.
const SENTENCES: [&str; 5] = ["error_description", "message", "msg", "detail", "error"];
/// The sentence of one error that is an object.
const MESSAGES: [&str; 7] = ["message", "detail", "description", "msg", "defaultMessage", "error", "title"];
/// The field of one error that is an object.
const NAMES: [&str; 6] = ["field", "attribute", "param", "path", "source", "loc"];
/// The keys under which such an object has a list of sentences.
const LISTS: [&str; 2] = ["messages", "errors"];

/// The errors that `body` names, in its order.
pub(super) fn read(body: &[u8], secret: &Secret) -> Vec<FieldError> {
    let mut found = Found { secret, errors: Vec::new() };
    if let Ok(text) = std::str::from_utf8(without_mark(body)) {
        found.body(text.trim());
    }
    found.errors
}

struct Found<'a> {
    secret: &'a Secret,
    errors: Vec<FieldError>,
}

impl Found<'_> {
    fn body(&mut self, raw: &str) {
        let Some(fields) = Fields::read(raw.as_bytes()) else { return self.value(&UserField::Whole, raw, DEEPEST) };
        if let Some(errors) = fields.raw("errors") {
            self.value(&UserField::Whole, errors, DEEPEST);
        }
        for (name, raw) in fields.entries().filter(|(name, _)| !SENTENCES.contains(name) && *name != "errors") {
            let field = self.field(name);
            // `status`, `code` and the like stand beside the sentence, and are no fields.
            if raw.starts_with('[')
                || matches!(field, UserField::Email | UserField::Password)
                || matches!(name, "user" | "base")
            {
                self.value(&field, raw, DEEPEST);
            }
        }
        for key in SENTENCES {
            if let Some(raw) = fields.raw(key).filter(|_| self.errors.is_empty()) {
                self.value(&UserField::Whole, raw, DEEPEST);
            }
        }
    }

    /// A sentence, a list of errors, or an object of or about them; `field` is where they stand.
    fn value(&mut self, field: &UserField, raw: &str, depth: usize) {
        if depth == 0 || self.errors.len() >= MOST_ERRORS {
            return;
        }
        match raw.as_bytes().first() {
            Some(b'"') => self.sentence(field, serde_json::from_str(raw).ok()),
            Some(b'[') => {
                elements(raw).unwrap_or_default().into_iter().for_each(|raw| self.value(field, raw, depth - 1))
            }
            Some(b'{') => self.object(field, raw, depth - 1),
            _ if raw == "null" || raw == "false" => {}
            // `"email":true` and the like name a field and say nothing.
            _ => self.sentence(field, None),
        }
    }

    fn object(&mut self, field: &UserField, raw: &str, depth: usize) {
        let Some(fields) = Fields::read(raw.as_bytes()) else { return };
        let by_field = fields.raw("email").is_some() || fields.raw("password").is_some();
        let message = MESSAGES.into_iter().find_map(|key| fields.text(key)).filter(|_| !by_field);
        let named =
            NAMES.into_iter().find_map(|key| name(&fields, key)).map(|name| self.field(&name)).filter(|_| !by_field);
        if message.is_some() {
            return self.sentence(named.as_ref().unwrap_or(field), message);
        }
        if let Some(named @ (UserField::Email | UserField::Password)) = named {
            return match LISTS.into_iter().find_map(|key| fields.raw(key)) {
                Some(list) => self.value(&named, list, depth),
                None => self.sentence(&named, None),
            };
        }
        for (name, raw) in fields.entries() {
            let named = self.field(name);
            self.value(&named, raw, depth);
        }
    }

    /// One error. A sentence without a field may begin with its field, as Rails' full messages do.
    fn sentence(&mut self, field: &UserField, text: Option<String>) {
        let field = match field {
            UserField::Whole => text.as_deref().and_then(first_word).unwrap_or(UserField::Whole),
            field => field.clone(),
        };
        let error = FieldError { field, message: words(text, self.secret) };
        let silent = error.message.is_empty() && !matches!(error.field, UserField::Email | UserField::Password);
        if !silent && !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// A field by its name: `email`, `user.email`, `user[email]`, `/data/attributes/email`.
    fn field(&self, name: &str) -> UserField {
        let last = name.trim_end_matches(']').rsplit(['.', '/', '[']).next().unwrap_or_default();
        match last.to_ascii_lowercase().as_str() {
            "email" | "e-mail" | "e_mail" => UserField::Email,
            "password" | "password_confirmation" => UserField::Password,
            "base" | "user" | "errors" | "error" | "messages" | "full_messages" => UserField::Whole,
            _ => match words(Some(last.to_owned()), self.secret) {
                none if none.is_empty() => UserField::Whole,
                other => UserField::Other(plain(&other, MOST_NAME)),
            },
        }
    }
}

/// The field that an error names: as a text, as the pointer of an object, or as the end of a way to it.
fn name(fields: &Fields<'_>, key: &str) -> Option<String> {
    let raw = fields.raw(key)?;
    fields
        .text(key)
        .or_else(|| Fields::read(raw.as_bytes())?.text("pointer"))
        .or_else(|| serde_json::from_str(elements(raw)?.last()?).ok())
}

fn first_word(text: &str) -> Option<UserField> {
    let word = text.split_whitespace().next()?.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    match word.as_str() {
        "email" | "e-mail" => Some(UserField::Email),
        "password" => Some(UserField::Password),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
