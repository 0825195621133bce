//! The head of one request, read within bounds, and its meaning for the listener.
//!
//! A plain function over bytes: no socket, no state, no clock. Host, `Sec-Fetch-*` and `Purpose` are the only header
//! fields that are read; every other field is passed over, with any bytes in it, because browsers send the cookies of
//! every other program on this address along. Nothing behind the head is ever read.

use httparse::{EMPTY_HEADER, Header, ParserConfig, Status};
use zeroize::Zeroizing;

/// The longest head, in bytes.
pub(crate) const LONGEST_HEAD: usize = 16 * 1024;
/// The longest target, in bytes.
const LONGEST_TARGET: usize = 8 * 1024;
/// The most header fields.
const MOST_FIELDS: usize = 64;

/// The address of a listener, as a request must name it.
#[derive(Clone, Debug)]
pub(crate) struct ListenerAddress {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// `127.0.0.1:<port>`, `[::1]:<port>` or `localhost:<port>`.
    pub host: String,
    /// The registered path, as it is sent.
    pub path: String,
}

/// The request that a head makes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The redirect, with its raw query.
    Answer(Zeroizing<String>),
    /// The page that follows it.
    Done,
    /// Either of them by HEAD: answered without using up the attempt.
    Look,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A query may hold a code.
        f.write_str(match self {
            Asked::Answer(_) => "Answer(…)",
            Asked::Done => "Done",
            Asked::Look => "Look",
        })
    }
}

/// The reason for which a head is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Not HTTP, or not addressed to us.
    Bad,
    /// A path that is not ours.
    NotFound,
    /// A method other than GET and HEAD.
    Method,
    /// Sent by a page, not by a person's window.
    Embedded,
    /// A request that a browser sends before a person opens the page.
    Prefetch,
    /// A target over its bound.
    TargetTooLong,
    /// A head over its bounds.
    TooBig,
}

/// A head that is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The reason, which decides the status of the answer.
    pub why: Refusal,
    /// Whether it was asked by HEAD: its answer has no body (RFC 9110 §9.3.2).
    pub by_head: bool,
}

/// Reads what has arrived; `None` as long as the head is not whole.
pub(crate) fn read(bytes: &[u8], expected: &ListenerAddress) -> Option<Result<Asked, Refused>> {
    let mut fields = [EMPTY_HEADER; MOST_FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    let mut config = ParserConfig::default();
    // A malformed field name belongs to another program, too.
    config.ignore_invalid_headers_in_requests(true);
    let parsed = config.parse_request(&mut request, bytes);
    let target = request.path.map(str::len);
    let asked = match parsed {
        _ if target.is_some_and(|long| long > LONGEST_TARGET) => Err(Refusal::TargetTooLong),
        Ok(Status::Complete(end)) if end <= LONGEST_HEAD => {
            read_alike(&bytes[..end], request.headers).and_then(|()| understand(&request, expected))
        }
        Ok(Status::Partial) if bytes.len() < LONGEST_HEAD => return None,
        Ok(_) | Err(httparse::Error::TooManyHeaders) => Err(Refusal::TooBig),
        Err(_) => Err(Refusal::Bad),
    };
    Some(asked.map_err(|why| Refused { why, by_head: request.method == Some("HEAD") }))
}

/// The fields that are read.
const LOOKED_AT: [&[u8]; 5] = [b"host", b"sec-fetch-dest", b"sec-fetch-mode", b"sec-purpose", b"purpose"];

/// The parser passes over malformed lines, and no other reader may see another host there than we do. So every line
/// that is named like a field that is read is that field, whole (RFC 9112 §5.2 lets a line go on in the next), every
/// line ends as lines do, and there are no more of them than fields that are allowed.
fn read_alike(head: &[u8], fields: &[Header<'_>]) -> Result<(), Refusal> {
    let is_looked_at = |name: &[u8]| LOOKED_AT.iter().any(|field| name.eq_ignore_ascii_case(field));
    let (mut lines, mut named, mut goes_on) = (0, 0, false);
    let mut well_made = true;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        lines += 1;
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii();
        let looked_at = is_looked_at(name);
        well_made &= line.ends_with(b"\r\n") && !(goes_on && (line.starts_with(b" ") || line.starts_with(b"\t")));
        named += usize::from(looked_at);
        goes_on = looked_at;
    }
    // The request line, and the empty one.
    if lines > MOST_FIELDS + 2 {
        return Err(Refusal::TooBig);
    }
    let understood = fields.iter().filter(|field| is_looked_at(field.name.as_bytes())).count();
    if well_made && named == understood { Ok(()) } else { Err(Refusal::Bad) }
}

fn understand(request: &httparse::Request<'_, '_>, expected: &ListenerAddress) -> Result<Asked, Refusal> {
    let (method, target) = (request.method.ok_or(Refusal::Bad)?, request.path.ok_or(Refusal::Bad)?);
    if only(request.headers, "host")? != Some(expected.host.as_bytes()) {
        return Err(Refusal::Bad);
    }
    let (path, query) = origin_form(target, expected).ok_or(Refusal::Bad)?;
    let done = path == DONE;
    if !done && path != expected.path {
        return Err(Refusal::NotFound);
    }
    let look = match method {
        "GET" => false,
        "HEAD" => true,
        _ => return Err(Refusal::Method),
    };
    for name in ["sec-purpose", "purpose"] {
        if values(request.headers, name).any(|value| contains(value, b"prefetch") || contains(value, b"prerender")) {
            return Err(Refusal::Prefetch);
        }
    }
    for (name, must) in [("sec-fetch-dest", b"document".as_slice()), ("sec-fetch-mode", b"navigate".as_slice())] {
        if values(request.headers, name).any(|value| value != must) {
            return Err(Refusal::Embedded);
        }
    }
    Ok(match (look, done) {
        (true, _) => Asked::Look,
        (false, true) => Asked::Done,
        (false, false) => Asked::Answer(Zeroizing::new(query.to_owned())),
    })
}

/// The path to which an answered redirect leads, so that the code does not stay in the address bar.
pub(crate) const DONE: &str = "/done";

/// Path and raw query of a target in origin form, or in absolute form that names us; nothing is decoded.
fn origin_form<'a>(target: &'a str, expected: &ListenerAddress) -> Option<(&'a str, &'a str)> {
    let origin = if target.starts_with('/') {
        target
    } else {
        target.strip_prefix(expected.scheme)?.strip_prefix("://")?.strip_prefix(expected.host.as_str())?
    };
    if !origin.starts_with('/') || origin.contains('#') {
        return None;
    }
    Some(origin.split_once('?').unwrap_or((origin, "")))
}

fn values<'a>(fields: &'a [Header<'a>], name: &'static str) -> impl Iterator<Item = &'a [u8]> {
    fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value.trim_ascii())
}

/// The value of a field that may stand once.
fn only<'a>(fields: &'a [Header<'a>], name: &'static str) -> Result<Option<&'a [u8]>, Refusal> {
    let mut found = values(fields, name);
    let first = found.next();
    if found.next().is_some() { Err(Refusal::Bad) } else { Ok(first) }
}

fn contains(value: &[u8], word: &[u8]) -> bool {
    value.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}
