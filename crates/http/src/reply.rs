//! An answer as far as the limits let it in: its status, its head, and what can be read from them.
//!
//! Header values are the server's and are read one by one. The meaning of an answer for tokens or money is decided by
//! the caller.

use std::time::Duration;

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::bearer::Bearer;
use crate::page;

/// The largest body that is read, in bytes, where the caller sets no other limit. Every answer that holds a secret is
/// far smaller.
pub const MOST_BODY: usize = 64 * 1024;

/// The longest wait that a server may ask for.
const MOST_RETRY_AFTER: Duration = Duration::from_secs(600);

/// An answer, as far as the limits let it in.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    pub(crate) headers: HeaderMap,
    /// At most 64 KiB, or as much as the caller allowed. Each buffer in which it lay is wiped.
    pub body: Zeroizing<Vec<u8>>,
    /// Whether the whole body is there. The status and the head are valid in either case.
    pub whole: bool,
}

impl Reply {
    /// A whole answer, for tests of its readers.
    ///
    /// # Panics
    /// On a name or value that no header may have.
    pub fn made_up(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(
                HeaderName::from_bytes(name.as_bytes()).expect("a header name"),
                HeaderValue::from_bytes(value.as_bytes()).expect("a header value"),
            );
        }
        Self { status, headers: map, body: Zeroizing::new(body.to_vec()), whole: true }
    }

    /// Whether it is a page for people where JSON was due, by its content type or by its look.
    pub fn is_html(&self) -> bool {
        page::is_page(self.headers.get_all(CONTENT_TYPE).iter().map(HeaderValue::as_bytes), &self.body)
    }

    /// Whether its body may be read as JSON.
    pub fn is_readable(&self) -> bool {
        self.whole && !self.is_empty() && !self.is_encoded() && !self.is_html()
    }

    /// The Bearer challenge, if the service made one.
    pub fn challenge(&self) -> Option<Bearer> {
        Bearer::among(self.headers.get_all(WWW_AUTHENTICATE).iter().map(HeaderValue::as_bytes))
    }

    /// Whether it is compressed, although no compression was asked for.
    pub fn is_encoded(&self) -> bool {
        self.headers
            .get_all(CONTENT_ENCODING)
            .iter()
            .any(|value| !value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
    }

    /// Whether there is nothing in it but white space and a byte order mark.
    pub fn is_empty(&self) -> bool {
        self.whole && page::is_empty(&self.body)
    }

    /// Whether it asks for a token in any scheme.
    pub fn asks_for_a_token(&self) -> bool {
        self.headers.contains_key(WWW_AUTHENTICATE)
    }

    /// The target of a redirect, as it was sent.
    pub fn location(&self) -> Option<&str> {
        self.header(LOCATION.as_str())
    }

    /// The first value of a header, as it was sent; `None` where it is absent or not in visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Milliseconds since 1970 by the server's clock.
    pub fn date(&self) -> Option<i64> {
        instant(self.headers.get(DATE)?)
    }

    /// `Retry-After` as a span, at most ten minutes; a date counts from the answer's own `Date`, so no clock of ours
    /// matters.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?;
        let text = value.to_str().ok()?.trim();
        let asked = if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            Duration::from_secs(text.parse().unwrap_or(u64::MAX))
        } else {
            return self.until(instant(value)?);
        };
        Some(asked.min(MOST_RETRY_AFTER))
    }

    /// The span from the answer's own `Date` to an instant (milliseconds since 1970), from nothing to ten minutes;
    /// `None` without a `Date`.
    pub fn until(&self, instant: i64) -> Option<Duration> {
        let span = Duration::from_millis(instant.saturating_sub(self.date()?).try_into().unwrap_or(0));
        Some(span.min(MOST_RETRY_AFTER))
    }
}

fn instant(value: &HeaderValue) -> Option<i64> {
    let time = httpdate::parse_http_date(value.to_str().ok()?.trim()).ok()?;
    time.duration_since(std::time::UNIX_EPOCH).ok()?.as_millis().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t18_retry_after_is_read_as_seconds_or_date_up_to_ten_minutes() {
        let date = ("Date", "Sat, 21 Nov 2026 20:00:00 GMT");
        for (value, seconds) in [
            ("30", Some(30)),
            (" 30 ", Some(30)),
            ("0", Some(0)),
            ("601", Some(600)),
            ("99999999999999999999999", Some(600)),
            ("Sat, 21 Nov 2026 20:01:30 GMT", Some(90)),
            ("Saturday, 21-Nov-26 20:01:30 GMT", Some(90)),
            ("Sat Nov 21 20:01:30 2026", Some(90)),
            ("Sun, 22 Nov 2026 20:01:30 GMT", Some(600)),
            ("Sat, 21 Nov 2026 19:00:00 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
            ("", None),
        ] {
            let waiting = Reply::made_up(429, &[date, ("Retry-After", value)], b"").retry_after();
            assert_eq!(waiting, seconds.map(Duration::from_secs), "{value:?}");
        }
        assert_eq!(
            Reply::made_up(429, &[("Retry-After", "Sat, 21 Nov 2026 20:01:30 GMT")], b"").retry_after(),
            None,
            "a date without a date to count from"
        );
    }
}
