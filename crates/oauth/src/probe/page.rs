//! The meaning of a page or a redirect of an authorization endpoint, as far as a program can read it.
//!
//! Known are the error words of RFC 6749 §4.1.2.1 and OpenID Connect, and the English sentences of Doorkeeper and a few
//! others, in the part of the page that a person would see: tags, scripts and hidden fields hold the request itself and
//! are passed over. A page in another language has its [`Face`] alone, which is compared with that of another request.
//! Up to 5.6.6 Doorkeeper shows its errors with status 200, so the status says little. Nothing is guessed.

use airtill_domain::text::{SHOWN_CHARACTERS, plain};
use airtill_http::Fields;
use airtill_http::Reply;
use url::Url;

use super::flaw::Flaw;
use crate::authorization::Attempt;

/// The part of a request that a service refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Client,
    Redirect,
    Scope,
    Pkce,
}

/// The answer of an authorization endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// It names the flaw, on a page or by sending the browser back.
    Refuses { part: Part, message: String, sent_back: bool },
    /// It would go on with a person: a page that is no error, or a redirect to somewhere else.
    Asks,
    /// It sends the browser back because nobody is there to decide.
    SentBack,
    /// It sends the browser back with a code, though nobody was asked.
    Allows,
    /// A page on which nobody can go on, in unknown words; its text.
    DeadEnd(String),
    /// No such page, or a broken one, with the flaw and its message.
    Fails(Flaw, String),
}

/// The look of a page to a person, without anything of the request itself: two faces are equal where a person would see
/// the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Face(String);

impl Face {
    pub fn of(reply: &Reply, attempt: &Attempt) -> Face {
        let mut face = match reply.location().and_then(|location| attempt.address().join(location).ok()) {
            Some(to) if (300..=399).contains(&reply.status) => {
                to.as_str().split(['?', '#']).next().unwrap_or_default().to_owned()
            }
            _ => seen(reply).join("\n"),
        };
        // Longest first: a value may hold another one.
        let mut own: Vec<String> = attempt
            .address()
            .query_pairs()
            .map(|(_, value)| value.into_owned())
            .filter(|value| value.len() > 3)
            .collect();
        own.sort_by_key(|value| std::cmp::Reverse(value.len()));
        for value in own {
            face = face.replace(&value, "…");
        }
        Face(format!("{} {face}", reply.status))
    }
}

/// The phrases that are looked for in the text of a page, in lower case; the first that is found counts.
const KNOWN: &[(Part, &[&str])] = &[
    (
        Part::Redirect,
        &[
            "invalid_redirect_uri",
            "redirect_uri_mismatch",
            "redirect uri is malformed",
            "match client redirect uri",
            "redirect uri included is not valid",
            "invalid redirect_uri",
            "invalid redirect uri",
            "invalid parameter: redirect_uri",
        ],
    ),
    (
        Part::Scope,
        &["invalid_scope", "requested scope is invalid", "invalid scope", "missing required parameter: scope"],
    ),
    (Part::Pkce, &["code_challenge", "code challenge", "pkce"]),
    (
        Part::Client,
        &[
            "invalid_client",
            "unauthorized_client",
            "client authentication failed",
            "unknown client",
            "client is not authorized",
            "client not found",
        ],
    ),
];

impl Page {
    /// `once` are the secrets of the request, which a page must not get shown.
    pub fn read(reply: &Reply, attempt: &Attempt, once: &[&str]) -> Page {
        let clean = |text: &str| {
            plain(&once.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "…")), SHOWN_CHARACTERS)
        };
        if (300..=399).contains(&reply.status) {
            return reply.location().and_then(|location| attempt.address().join(location).ok()).map_or_else(
                || Page::Fails(Flaw::PageLeadsNowhere, String::new()),
                |location| redirected(&location, attempt.redirect_uri(), clean),
            );
        }
        if let Some(fields) = Fields::read(&reply.body)
            && let Some(error) = fields.text("error")
            && let Some(part) = part_of(&error, &fields.text("error_description").unwrap_or_default())
        {
            return Page::Refuses {
                part,
                message: clean(&fields.text("error_description").unwrap_or(error)),
                sent_back: false,
            };
        }
        let texts = seen(reply);
        for (part, known) in KNOWN {
            let found = texts.iter().find(|text| known.iter().any(|known| text.to_ascii_lowercase().contains(known)));
            if let Some(text) = found {
                return Page::Refuses { part: *part, message: clean(text), sent_back: false };
            }
        }
        match reply.status {
            // A form that wants a password is a sign-in, with any status.
            _ if has(reply, &PASSWORD) => Page::Asks,
            404 | 405 | 406 | 410 => Page::Fails(Flaw::NoPageAddress, reply.status.to_string()),
            407 | 511 => Page::Fails(Flaw::Portal, String::new()),
            408 | 429 | 500..=599 => Page::Fails(Flaw::PageDown, reply.status.to_string()),
            // The part that was not read may hold a way on.
            200..=299 if !reply.whole || reply.is_encoded() || !reply.is_html() || has(reply, &WAYS_ON) => Page::Asks,
            status => Page::DeadEnd(clean(&format!("{status} {}", texts.join(" ")))),
        }
    }
}

/// A redirect: back to us, or to somewhere else.
fn redirected(location: &Url, redirect_uri: &str, clean: impl Fn(&str) -> String) -> Page {
    let place = |url: &Url| {
        (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default(), url.path().to_owned())
    };
    let sent_back = Url::parse(redirect_uri).is_ok_and(|ours| place(&ours) == place(location));
    let field = |name: &str| location.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    if let Some(error) = field("error") {
        let description = field("error_description").filter(|words| !words.trim().is_empty());
        if let Some(part) = part_of(&error, description.as_deref().unwrap_or_default()) {
            return Page::Refuses { part, message: clean(&description.unwrap_or(error)), sent_back };
        }
    }
    match sent_back {
        true if field("code").is_some() => Page::Allows,
        true => Page::SentBack,
        false => Page::Asks,
    }
}

/// The part that an error word is about, with the words beside it.
fn part_of(error: &str, description: &str) -> Option<Part> {
    let all = format!("{error} {description}").to_ascii_lowercase();
    match error {
        "invalid_scope" => Some(Part::Scope),
        "invalid_redirect_uri" | "redirect_uri_mismatch" => Some(Part::Redirect),
        "invalid_client" | "unauthorized_client" => Some(Part::Client),
        _ => KNOWN.iter().find(|(_, known)| known.iter().any(|known| all.contains(known))).map(|(part, _)| *part),
    }
}

const PASSWORD: [&str; 3] = ["type=\"password\"", "type='password'", "type=password"];
/// The elements by which a person can go on from a page with a good status: a field, a button, a link, or a program
/// that may make one.
const WAYS_ON: [&str; 6] = ["<form", "<input", "<button", "<a ", "<script", "http-equiv=\"refresh\""];

fn has(reply: &Reply, any: &[&str]) -> bool {
    let body = String::from_utf8_lossy(&reply.body).to_ascii_lowercase();
    reply.is_html() && any.iter().any(|part| body.contains(part))
}

/// The text that a person would see of the answer's body.
fn seen(reply: &Reply) -> Vec<String> {
    let body = String::from_utf8_lossy(&reply.body);
    if reply.is_html() { texts(&body) } else { vec![body.into_owned()] }
}

/// The texts that a person would see of a page, piece by piece: without tags, comments, scripts and styles.
fn texts(html: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        pieces.push(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let name: String =
            rest[1..].chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
        rest = after_tag(rest);
        if matches!(name.as_str(), "script" | "style") {
            let end = rest.to_ascii_lowercase().find(&format!("</{name}"));
            rest = end.map_or("", |end| &rest[end..]);
        }
    }
    pieces.push(rest);
    pieces.into_iter().map(decoded).filter(|text| !text.is_empty()).collect()
}

/// The text behind a tag; a `>` within quotation marks does not end it.
fn after_tag(tag: &str) -> &str {
    let mut quote = None;
    for (at, letter) in tag.char_indices() {
        match (quote, letter) {
            (None, '>') => return &tag[at + 1..],
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    ""
}

/// Text without its entities, as far as error sentences hold any.
fn decoded(text: &str) -> String {
    let known = [
        ("&#39;", "'"),
        ("&#039;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&rsquo;", "'"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
    ];
    let text =
        known.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter)).replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_visible_text_of_a_page_is_read() {
        for (html, seen) in [
            ("<h1>An error</h1><p id=\"x\">It doesn&#39;t\n match.</p>", vec!["An error", "It doesn't match."]),
            ("<input type=\"hidden\" name=\"code_challenge\" value=\"a>b\">Sign in", vec!["Sign in"]),
            ("<script>var e = \"invalid_scope <p>\";</script ><style>p{}</style>Sign in", vec!["Sign in"]),
            ("<!-- pkce <p> -->Sign in<!-- never closed", vec!["Sign in"]),
            ("a < b", vec!["a"]),
            ("<p title='never closed", vec![]),
            ("<script>never closed", vec![]),
            ("plain &amp;lt; text", vec!["plain &lt; text"]),
            ("<é>\u{202E}", vec!["\u{202E}"]),
        ] {
            assert_eq!(texts(html), seen, "{html}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_page_crashes_the_reader(html in "(<|>|\"|'|!--|-->|script|/|\\PC){0,60}") {
            let _ = texts(&html);
        }
    }
}
