//! What an HTTP answer is by its head and its look, for every client that reads one.
//!
//! No HTTP library is named here: header values and bodies arrive as bytes and text. The rule that both clients follow: the
//! status and the Bearer challenge decide before the content type does, because a server may call an empty answer a page.
//! Only a body that is a page can come from a network that wants to be signed in to.

/// The byte order mark of UTF-8, which some servers write before their JSON.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// `body` without a byte order mark before it (RFC 8259 §8.1 allows a reader to ignore one).
pub fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(MARK).unwrap_or(body)
}

/// Whether there is nothing in `body` but white space and a byte order mark.
pub fn is_empty(body: &[u8]) -> bool {
    without_mark(body).trim_ascii().is_empty()
}

/// Whether `body` is a page for people: it holds something, and one of `content_types` says HTML or it looks like it.
pub fn is_page<'a>(content_types: impl Iterator<Item = &'a [u8]>, body: &[u8]) -> bool {
    let declared = |value: &[u8]| {
        let kinds = String::from_utf8_lossy(value).to_ascii_lowercase();
        kinds.split(',').map(str::trim_start).any(|kind| kind.starts_with("text/html") || kind.starts_with("application/xhtml"))
    };
    !is_empty(body) && (without_mark(body).trim_ascii_start().starts_with(b"<") || content_types.into_iter().any(declared))
}

/// A Bearer challenge (RFC 6750 §3): the service itself asks for a token, or says what is wrong with the one it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bearer {
    /// `invalid_token`, `insufficient_scope`, `invalid_request`, or a word of the server's own; in lower case.
    pub error: Option<String>,
    /// The service's words, as they were sent.
    pub description: Option<String>,
}

impl Bearer {
    /// The first Bearer challenge among the values of `WWW-Authenticate`; other schemes may stand before and behind it.
    pub fn among<'a>(values: impl Iterator<Item = &'a [u8]>) -> Option<Self> {
        let mut found: Option<Self> = None;
        for value in values {
            let mut inside = false;
            for part in parts(&String::from_utf8_lossy(value)) {
                let (scheme, parameter) = scheme_and_parameter(&part);
                if let Some(scheme) = scheme {
                    if found.is_some() {
                        return found;
                    }
                    inside = scheme.eq_ignore_ascii_case("bearer");
                    found = inside.then(Self::default);
                }
                if let Some(bearer) = found.as_mut().filter(|_| inside) {
                    bearer.note(parameter);
                }
            }
        }
        found
    }

    /// Whether the token that was sent is the reason, so that a new one may be taken.
    pub fn wants_another_token(&self) -> bool {
        !matches!(self.error.as_deref(), Some("insufficient_scope" | "invalid_request"))
    }

    fn note(&mut self, parameter: &str) {
        let Some((name, value)) = parameter.split_once('=') else { return };
        match name.trim().to_ascii_lowercase().as_str() {
            "error" if self.error.is_none() => self.error = Some(unquoted(value).to_ascii_lowercase()),
            "error_description" if self.description.is_none() => self.description = Some(unquoted(value)),
            _ => {}
        }
    }
}

/// A header value cut at the commas that stand in no quoted string.
fn parts(value: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
    for c in value.chars() {
        match c {
            ',' if !quoted => parts.push(std::mem::take(&mut part)),
            _ => {
                quoted ^= c == '"' && !escaped;
                escaped = quoted && c == '\\' && !escaped;
                part.push(c);
            }
        }
    }
    parts.push(part);
    parts
}

/// `Bearer realm="x"` is a scheme and a parameter, `error="y"` a parameter alone, `Bearer` a scheme alone.
fn scheme_and_parameter(part: &str) -> (Option<&str>, &str) {
    let part = part.trim();
    let first = part.split_whitespace().next().unwrap_or_default();
    let rest = part[first.len()..].trim_start();
    if first.is_empty() || first.contains('=') || rest.starts_with('=') { (None, part) } else { (Some(first), rest) }
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let Some(inner) = value.strip_prefix('"').map(|inner| inner.strip_suffix('"').unwrap_or(inner)) else { return value.to_owned() };
    let mut plain = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(c) = letters.next() {
        plain.extend(if c == '\\' { letters.next() } else { Some(c) });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bearer(values: &[&str]) -> Option<Bearer> {
        Bearer::among(values.iter().map(|value| value.as_bytes()))
    }

    #[test]
    fn t14_a_bearer_challenge_is_found_in_every_spelling_and_among_others() {
        let expired = "The access token expired";
        for (values, error, description) in [
            (&[r#"Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token expired""#][..], Some("invalid_token"), Some(expired)),
            (&[r#"bearer error=INVALID_TOKEN"#], Some("invalid_token"), None),
            (&["Bearer"], None, None),
            (&[r#"Basic realm="a, Bearer error=x", Bearer error="invalid_token""#], Some("invalid_token"), None),
            (&[r#"Basic realm="office""#, r#"Bearer realm="api" , error = "insufficient_scope" "#], Some("insufficient_scope"), None),
            (&[r#"Bearer error="invalid_token", Basic realm="x", error="other""#], Some("invalid_token"), None),
            (&[r#"Bearer realm="say \"hello, you\"", error_description="a \\ b", error="e""#], Some("e"), Some(r"a \ b")),
            (&[r#"Bearer error="invalid_token"#], Some("invalid_token"), None),
        ] {
            let found = bearer(values).expect("a Bearer challenge");
            assert_eq!((found.error.as_deref(), found.description.as_deref()), (error, description), "{values:?}");
        }
        for none in [&[][..], &[""], &[r#"Basic realm="Bearer""#], &["Digest x=1, error=\"invalid_token\""], &["Bearers error=x"]] {
            assert_eq!(bearer(none), None, "{none:?}");
        }
    }

    #[test]
    fn t14_only_the_reach_or_the_form_of_a_request_is_no_matter_of_the_token() {
        let wants = |error: Option<&str>| Bearer { error: error.map(str::to_owned), description: None }.wants_another_token();
        assert!(wants(None) && wants(Some("invalid_token")) && wants(Some("expired")));
        assert!(!wants(Some("insufficient_scope")) && !wants(Some("invalid_request")));
    }

    #[test]
    fn t08_nothing_is_no_page_whatever_it_is_called() {
        let html = || [&b"text/html; charset=utf-8"[..]].into_iter();
        for empty in [&b""[..], b" \r\n", b"\xEF\xBB\xBF", b"\xEF\xBB\xBF \n"] {
            assert!(is_empty(empty) && !is_page(html(), empty), "{empty:?}");
        }
        assert!(is_page(html(), b"Welcome") && is_page(std::iter::empty(), b"\xEF\xBB\xBF <!doctype html>"));
        assert!(is_page([&b"application/json, Text/HTML"[..]].into_iter(), b"{}") && !is_page([&b"text/plain"[..]].into_iter(), b"{}"));
    }

    proptest! {
        #[test]
        fn t14_no_header_can_crash_the_reader(value in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Bearer::among([value.as_slice()].into_iter());
        }

        #[test]
        fn t14_what_is_written_as_a_quoted_string_is_read_back(words in "[ -~]{0,40}") {
            let written = words.replace('\\', "\\\\").replace('"', "\\\"");
            let value = format!("Bearer realm=\"r\", error_description=\"{written}\", error=\"invalid_token\"");
            let found = Bearer::among([value.as_bytes()].into_iter()).expect("a challenge");
            prop_assert_eq!(found.description, Some(words));
            prop_assert_eq!(found.error.as_deref(), Some("invalid_token"));
        }
    }
}
