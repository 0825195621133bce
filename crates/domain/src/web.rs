//! What an HTTP answer is by its head and its look, for every client that reads one.
//!
//! No HTTP library is named here: header values and bodies arrive as bytes and text. The rule that both clients follow:
//! the status and the Bearer challenge decide before the content type does, because a server may call an empty answer a
//! page. Only a body that is a page can come from a network that wants to be signed in to.

/// The byte order mark of UTF-8, which some servers write before their JSON.
const MARK: &[u8] = b"\xEF\xBB\xBF";
/// By so many bytes XHTML has named itself: a declaration, a document type and comments stand before it.
const FIRST_LOOK: usize = 1024;

/// `body` without a byte order mark before it (RFC 8259 §8.1 allows a reader to ignore one).
pub fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(MARK).unwrap_or(body)
}

/// Whether there is nothing in `body` but white space and a byte order mark.
pub fn is_empty(body: &[u8]) -> bool {
    without_mark(body).trim_ascii().is_empty()
}

/// Whether `body` is a page for people: it holds something, and one of `content_types` says HTML or it looks like it.
/// XML that is no XHTML is written for programs: a gateway may refuse in it.
pub fn is_page<'a>(content_types: impl Iterator<Item = &'a [u8]>, body: &[u8]) -> bool {
    let declared = |value: &[u8]| {
        let kinds = String::from_utf8_lossy(value).to_ascii_lowercase();
        kinds
            .split(',')
            .map(str::trim_start)
            .any(|kind| kind.starts_with("text/html") || kind.starts_with("application/xhtml"))
    };
    !is_empty(body)
        && (looks_like_a_page(without_mark(body).trim_ascii_start()) || content_types.into_iter().any(declared))
}

fn looks_like_a_page(body: &[u8]) -> bool {
    let begins = body[..body.len().min(FIRST_LOOK)].to_ascii_lowercase();
    begins.starts_with(b"<") && (!begins.starts_with(b"<?xml") || begins.windows(5).any(|part| part == b"<html"))
}

/// A Bearer challenge (RFC 6750 §3): the service itself asks for a token, or says what is wrong with the one it was
/// given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bearer {
    /// `invalid_token`, `insufficient_scope`, `invalid_request`, or a word of the server's own; in lower case.
    pub error: Option<String>,
    /// The service's words, as they were sent.
    pub description: Option<String>,
}

impl Bearer {
    /// The Bearer challenge among the values of `WWW-Authenticate`: the first that names an error, or else the first.
    /// Other schemes may stand before and behind it.
    pub fn among<'a>(values: impl Iterator<Item = &'a [u8]>) -> Option<Self> {
        let mut found: Vec<Self> = Vec::new();
        for value in values {
            let mut inside = false;
            for part in parts(&String::from_utf8_lossy(value)) {
                match part {
                    Part::Scheme(scheme) => {
                        inside = scheme.eq_ignore_ascii_case("bearer");
                        found.extend(inside.then(Self::default));
                    }
                    Part::Parameter(name, value) => {
                        if let Some(bearer) = found.last_mut().filter(|_| inside) {
                            bearer.note(&name, value);
                        }
                    }
                }
            }
        }
        let telling = found.iter().position(|bearer| bearer.error.is_some()).unwrap_or(0);
        found.into_iter().nth(telling)
    }

    /// Whether the token that was sent is the reason, so that a new one may be taken.
    pub fn wants_another_token(&self) -> bool {
        !matches!(self.error.as_deref(), Some("insufficient_scope" | "invalid_request"))
    }

    fn note(&mut self, name: &str, value: String) {
        match name.to_ascii_lowercase().as_str() {
            "error" if self.error.is_none() => self.error = Some(value.to_ascii_lowercase()),
            "error_description" if self.description.is_none() => self.description = Some(value),
            _ => {}
        }
    }
}

/// A piece of `WWW-Authenticate`.
enum Part {
    Scheme(String),
    /// A name and its value without quotation marks.
    Parameter(String, String),
}

/// The pieces of a header value. It is read as servers write it, not only by RFC 9110 §11.6.1: a comma may be missing
/// between parameters, a quotation mark may be a single one, and a value without any may hold spaces.
fn parts(value: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    // A scheme stands at the beginning or behind a comma, and nowhere else.
    let (mut rest, mut may_begin, mut open) = (value, true, false);
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() || matches!(first, ',' | ';' | '=' | '"') {
            may_begin |= first == ',';
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '=')).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        rest = behind;
        if let Some(behind) = behind.trim_start().strip_prefix('=') {
            let (value, quoted, behind) = value_at(behind.trim_start());
            parts.push(Part::Parameter(word.to_owned(), value));
            (rest, may_begin, open) = (behind, false, !quoted);
        } else if may_begin {
            parts.push(Part::Scheme(word.trim_end_matches(':').to_owned()));
            (may_begin, open) = (false, false);
        } else if let Some(Part::Parameter(_, value)) = parts.last_mut().filter(|_| open) {
            value.push(' ');
            value.push_str(word);
        }
    }
    parts
}

/// The value at the beginning of `text`, whether it stands in quotation marks, and what is behind it.
fn value_at(text: &str) -> (String, bool, &str) {
    let Some(mark) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).unwrap_or(text.len());
        return (text[..end].to_owned(), false, &text[end..]);
    };
    let (mut value, mut letters) = (String::with_capacity(text.len()), text[1..].char_indices());
    while let Some((at, c)) = letters.next() {
        match c {
            c if c == mark => return (value, true, &text[at + 2..]),
            '\\' => value.extend(letters.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    (value, true, "")
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
            (
                &[r#"Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token expired""#]
                    [..],
                Some("invalid_token"),
                Some(expired),
            ),
            (&[r#"bearer error=INVALID_TOKEN"#], Some("invalid_token"), None),
            (&["Bearer"], None, None),
            (&[r#"Basic realm="a, Bearer error=x", Bearer error="invalid_token""#], Some("invalid_token"), None),
            (
                &[r#"Basic realm="office""#, r#"Bearer realm="api" , error = "insufficient_scope" "#],
                Some("insufficient_scope"),
                None,
            ),
            (&[r#"Bearer error="invalid_token", Basic realm="x", error="other""#], Some("invalid_token"), None),
            (
                &[r#"Bearer realm="say \"hello, you\"", error_description="a \\ b", error="e""#],
                Some("e"),
                Some(r"a \ b"),
            ),
            (&[r#"Bearer error="invalid_token"#], Some("invalid_token"), None),
            (&["Bearer realm='api', error='insufficient_scope'"], Some("insufficient_scope"), None),
            (
                &[r#"Bearer realm="api" error="insufficient_scope" error_description="no, not this""#],
                Some("insufficient_scope"),
                Some("no, not this"),
            ),
            (
                &["Bearer realm=api; error=insufficient_scope; error_description=It needs more"],
                Some("insufficient_scope"),
                Some("It needs more"),
            ),
            (
                &["Bearer error=invalid_token, error_description=The access token expired, Basic realm=x"],
                Some("invalid_token"),
                Some(expired),
            ),
            (&[r#"BEARER: error = "invalid_token""#], Some("invalid_token"), None),
            (&[r#"Negotiate YII==, Bearer,error="invalid_token""#], Some("invalid_token"), None),
            (
                &[r#"Bearer realm="a""#, r#"Bearer realm="b", error="insufficient_scope""#],
                Some("insufficient_scope"),
                None,
            ),
            (&[r#"Bearer realm="a", Bearer realm="b", error="insufficient_scope""#], Some("insufficient_scope"), None),
        ] {
            let found = bearer(values).expect("a Bearer challenge");
            assert_eq!((found.error.as_deref(), found.description.as_deref()), (error, description), "{values:?}");
        }
        for none in [
            &[][..],
            &[""],
            &[r#"Basic realm="Bearer""#],
            &["Digest x=1, error=\"invalid_token\""],
            &["Bearers error=x"],
        ] {
            assert_eq!(bearer(none), None, "{none:?}");
        }
    }

    #[test]
    fn t14_only_the_reach_or_the_form_of_a_request_is_no_matter_of_the_token() {
        let wants =
            |error: Option<&str>| Bearer { error: error.map(str::to_owned), description: None }.wants_another_token();
        assert!(wants(None) && wants(Some("invalid_token")) && wants(Some("expired")));
        assert!(!wants(Some("insufficient_scope")) && !wants(Some("invalid_request")));
    }

    #[test]
    fn t08_nothing_is_no_page_whatever_it_is_called() {
        let html = || [&b"text/html; charset=utf-8"[..]].into_iter();
        for empty in [&b""[..], b" \r\n", b"\xEF\xBB\xBF", b"\xEF\xBB\xBF \n"] {
            assert!(is_empty(empty) && !is_page(html(), empty), "{empty:?}");
        }
        let xhtml = b"<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<HTML xmlns=\"x\">hotel</HTML>";
        assert!(
            is_page([&b"application/xml"[..]].into_iter(), xhtml) && is_page(std::iter::empty(), b"<h1>hotel</h1>")
        );
        for refused in [
            &b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"[..],
            b"\xEF\xBB\xBF<?XML version='1.0'?><error/>",
        ] {
            assert!(!is_page([&b"application/xml"[..]].into_iter(), refused), "{refused:?}");
        }
        assert!(is_page(html(), b"Welcome") && is_page(std::iter::empty(), b"\xEF\xBB\xBF <!doctype html>"));
        assert!(
            is_page([&b"application/json, Text/HTML"[..]].into_iter(), b"{}")
                && !is_page([&b"text/plain"[..]].into_iter(), b"{}")
        );
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
