//! The fixed pages of the listener: one for each outcome, the same bytes for every input of a class.
//!
//! Nothing of a request is ever in a page: no code, no description, no path. There is no script, link, image or cookie.
//! The words are the till's, in the person's language; they are text, never markup.

use sha2::{Digest, Sha256};
use tiny_http::{HTTPVersion, Header, Response, StatusCode};

use super::head::{DONE, Refusal, Refused};

/// The sentences of the pages, in the person's language. Plain text.
#[derive(Clone, Debug)]
pub struct Words {
    /// The language tag of the words, `en` or the like.
    pub language: String,
    /// Whether it is written from right to left.
    pub right_to_left: bool,
    /// The answer has arrived; it does not say that the person is signed in, which is not known yet.
    pub received: String,
    /// The service, or the person at its pages, refused.
    pub denied: String,
    /// The service sent the browser back without a sign-in, for any other reason.
    pub failed: String,
    /// The answer had arrived before.
    pub already: String,
    /// The answer is not one that is waited for.
    pub not_ours: String,
}

/// Every answer that the listener can give, as the bytes that go out.
pub(crate) struct Pages {
    received: Vec<u8>,
    denied: Vec<u8>,
    failed: Vec<u8>,
    already: Vec<u8>,
    waiting: Vec<u8>,
    to_done: Vec<u8>,
    look: Vec<u8>,
    refusals: Vec<(Refusal, Vec<u8>)>,
}

/// The state of the wait, as far as a page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The answer is still waited for.
    Waiting,
    /// A code arrived.
    Received,
    /// The service refused.
    Denied,
    /// The service gave no code for another reason.
    Failed,
}

const STYLE: &str = ":root{color-scheme:light dark}body{font:1.125rem/1.6 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1.5rem;text-align:center}";

impl Pages {
    pub fn new(words: &Words) -> Self {
        let page = |status, text: &str| page(status, words, text, &[]);
        let refusal = |status| page(status, &words.not_ours);
        Self {
            received: page(200, &words.received),
            denied: page(200, &words.denied),
            failed: page(200, &words.failed),
            already: page(410, &words.already),
            waiting: refusal(400),
            to_done: self::page(303, words, &words.received, &[("Location", DONE)]),
            look: page(200, &words.not_ours),
            refusals: vec![
                (Refusal::Bad, refusal(400)),
                (Refusal::NotFound, refusal(404)),
                (Refusal::Method, self::page(405, words, &words.not_ours, &[("Allow", "GET, HEAD")])),
                (Refusal::Embedded, refusal(403)),
                (Refusal::Prefetch, refusal(503)),
                (Refusal::TargetTooLong, refusal(414)),
                (Refusal::TooBig, refusal(431)),
            ],
        }
    }

    /// The answer to the one redirect that counts.
    pub fn to_done(&self) -> &[u8] {
        &self.to_done
    }

    /// The answer to a redirect that came too late.
    pub fn already(&self) -> &[u8] {
        &self.already
    }

    /// The answer to a redirect that is not ours.
    pub fn not_ours(&self) -> &[u8] {
        &self.waiting
    }

    /// The page that follows a redirect.
    pub fn done(&self, progress: Progress) -> &[u8] {
        match progress {
            Progress::Waiting => self.refusal(Refused { why: Refusal::NotFound, by_head: false }),
            Progress::Received => &self.received,
            Progress::Denied => &self.denied,
            Progress::Failed => &self.failed,
        }
    }

    /// The answer to HEAD.
    pub fn look(&self) -> &[u8] {
        head_only(&self.look)
    }

    pub fn refusal(&self, refused: Refused) -> &[u8] {
        let page =
            self.refusals.iter().find(|(refusal, _)| *refusal == refused.why).map_or(&self.waiting, |(_, bytes)| bytes);
        if refused.by_head { head_only(page) } else { page }
    }
}

fn page(status: u16, words: &Words, text: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let direction = if words.right_to_left { "rtl" } else { "ltr" };
    let (language, text) = (escaped(&words.language), escaped(text));
    let body = format!(
        "<!doctype html><html lang=\"{language}\" dir=\"{direction}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Airtill</title><style>{STYLE}</style></head><body><p>{text}</p></body></html>"
    );
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        base64(&Sha256::digest(STYLE))
    );
    let headers = [
        ("Server", "Airtill"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", policy.as_str()),
    ];
    let headers = headers
        .iter()
        .chain(more)
        .map(|(name, value)| Header::from_bytes(*name, *value).expect("a fixed header is one"))
        .collect();
    let mut bytes = Vec::new();
    // As HTTP/1.0: the connection ends with the answer, which the printer has no header for.
    Response::new(StatusCode(status), headers, body.as_bytes(), Some(body.len()), None)
        .raw_print(&mut bytes, HTTPVersion(1, 0), &[], false, None)
        .expect("memory takes every byte");
    bytes
}

/// A page without its body, for HEAD.
fn head_only(page: &[u8]) -> &[u8] {
    let end = page.windows(4).position(|part| part == b"\r\n\r\n").map_or(page.len(), |at| at + 4);
    &page[..end]
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
