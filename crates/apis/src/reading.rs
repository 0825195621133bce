//! The reading of answers that the clients of all services share: the class of a failed answer, and instants.
//!
//! The status and the look of a page decide here, before a service's own form is looked at; forms and words belong to
//! each service. The rule: a class is given only where it is the same for every service.

use airtill_domain::Timestamp;
use airtill_http::Bearer;
use airtill_http::Fields;
use airtill_http::Reply;

use crate::error::{ApiError, OddError};

/// The class of an answer that cannot hold the requested value, from the service or from the network; `None` where its
/// body is worth reading.
///
/// The status and the Bearer challenge decide before the content type: a service may call an empty 401 a page. A page
/// is the network's only where neither shows the service: a success, a redirect, a 400 or 401 without a Bearer
/// challenge.
pub(crate) fn turned_down(reply: &Reply) -> Option<ApiError> {
    for_support(reply);
    let challenge = reply.challenge();
    let wants_another_token = challenge.as_ref().is_some_and(Bearer::wants_another_token);
    Some(match reply.status {
        300..=399 | 407 | 511 => ApiError::Portal,
        429 => ApiError::RateLimited { retry_after: reply.retry_after() },
        408 | 425 | 500..=599 => ApiError::Busy { retry_after: reply.retry_after() },
        401 | 403 if wants_another_token && (reply.status == 401 || names_an_error(&challenge)) => {
            ApiError::Unauthorised
        }
        200..=299 | 400 | 401 if reply.is_html() && !reply.is_encoded() && challenge.is_none() => ApiError::Portal,
        401 if challenge.is_none() => ApiError::Unauthorised,
        404 | 405 | 410 => ApiError::Settings,
        403 => return None,
        _ if reply.is_encoded() => ApiError::Odd { error: OddError::Encoded },
        _ if !reply.whole => ApiError::TooBig,
        _ => return None,
    })
}

/// Logs the number that the service gave its own error (GoTrue's `error_id`), which a support call needs and no screen
/// has room for. Only the form of such a number is accepted, so that nothing else can be smuggled into the log.
fn for_support(reply: &Reply) {
    let number = Fields::read(refusal_body(reply)).and_then(|fields| fields.text("error_id"));
    let number = number.filter(|number| {
        (8..=40).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    });
    if reply.status >= 400 {
        tracing::info!(status = reply.status, error_id = number, "the service refused");
    }
}

/// A 403 that challenges without an error asks for a token that it did not get; one that names the token as bad means
/// the token.
fn names_an_error(challenge: &Option<Bearer>) -> bool {
    challenge.as_ref().is_some_and(|bearer| bearer.error.is_some())
}

/// The words of a Bearer challenge, for a refusal whose body says nothing.
pub(crate) fn words_of_the_challenge(reply: &Reply) -> Option<String> {
    reply.challenge().and_then(|bearer| bearer.description)
}

/// The body of a refusal, as far as it may be read for words: empty where it is a page, compressed or cut.
pub(crate) fn refusal_body(reply: &Reply) -> &[u8] {
    if reply.whole && !reply.is_encoded() && !reply.is_html() { &reply.body } else { b"" }
}

/// A field that holds an instant (RFC 3339).
pub(crate) fn instant(fields: &Fields<'_>, key: &str) -> Option<Timestamp> {
    let read: jiff::Timestamp = fields.text(key)?.parse().ok()?;
    Some(Timestamp(read.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_with_nanoseconds_and_an_offset_is_read() {
        let fields = Fields::read(
            br#"{"a":"2020-02-19T13:23:21.123456789+02:00","b":"2020-02-19T11:23:21Z","c":"yesterday","d":7}"#,
        )
        .expect("an object");
        assert_eq!(instant(&fields, "a"), Some(Timestamp(1_582_111_401_123)));
        assert_eq!(instant(&fields, "b"), Some(Timestamp(1_582_111_401_000)));
        assert_eq!((instant(&fields, "c"), instant(&fields, "d"), instant(&fields, "e")), (None, None, None));
    }
}
