//! The Bearer challenge of `WWW-Authenticate`, read as servers write it.
//!
//! RFC 6750 §3 says what it holds, RFC 9110 §11.6.1 how it is spelt; servers differ from both, so the reader is
//! tolerant and takes nothing but words from it.

/// A Bearer challenge (RFC 6750 §3): the service asks for a token, or names the fault of the token that it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bearer {
    /// `invalid_token`, `insufficient_scope`, `invalid_request`, or a word of the server's own; in lower case.
    pub error: Option<String>,
    /// The service's description of the error, as it was sent.
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

    /// Whether the token is the reason for the refusal, so that a new token may help.
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

/// One lexical part of `WWW-Authenticate`.
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

/// The value at the beginning of `text`, whether it stands in quotation marks, and the text behind it.
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
    fn t14_a_new_token_is_wanted_unless_scope_or_form_is_the_reason() {
        let wants =
            |error: Option<&str>| Bearer { error: error.map(str::to_owned), description: None }.wants_another_token();
        assert!(wants(None) && wants(Some("invalid_token")) && wants(Some("expired")));
        assert!(!wants(Some("insufficient_scope")) && !wants(Some("invalid_request")));
    }

    proptest! {
        #[test]
        fn t14_no_header_can_crash_the_reader(value in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Bearer::among([value.as_slice()].into_iter());
        }

        #[test]
        fn t14_a_quoted_string_is_read_back(words in "[ -~]{0,40}") {
            let written = words.replace('\\', "\\\\").replace('"', "\\\"");
            let value = format!("Bearer realm=\"r\", error_description=\"{written}\", error=\"invalid_token\"");
            let found = Bearer::among([value.as_bytes()].into_iter()).expect("a challenge");
            prop_assert_eq!(found.description, Some(words));
            prop_assert_eq!(found.error.as_deref(), Some("invalid_token"));
        }
    }
}
