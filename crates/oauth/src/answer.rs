//! The decoder of successful token answers (RFC 6749 §5.1).
//!
//! Tolerant where servers are known to differ (the form of `expires_in` and `scope`, extra fields), strict where a
//! token would later be put into a header. The decoder of the `oauth2` crate is not used: it accepts empty tokens, line
//! breaks in tokens and any token type, and prints whole bodies.

use std::time::Duration;

use airtill_domain::{Moment, Secret};
use airtill_http::Fields;

use crate::error::{OddError, TokenError};
use crate::token_set::{ClockSkew, RefreshToken, TokenSet, clamped};

/// Longer than any JWT that fits a server's header limit.
const LONGEST_TOKEN: usize = 16 * 1024;

/// Reads the body of a 2xx answer.
///
/// # Errors
/// [`TokenError::Odd`] with the first defect.
pub(crate) fn decode(
    body: &[u8],
    assumes_bearer: bool,
    sent_at: Moment,
    clock_skew: Option<ClockSkew>,
) -> Result<TokenSet, TokenError> {
    let fields = Fields::read(body).ok_or(odd(OddError::NotJson))?;
    let access_token = match fields.raw("access_token") {
        None => return Err(odd(OddError::NoAccessToken)),
        Some(_) => fields.text("access_token").map(Secret::new).ok_or(odd(OddError::MalformedToken))?,
    };
    // Spaces are VSCHAR, but a token of spaces alone would be empty in a header.
    if access_token.expose().trim().is_empty() {
        return Err(odd(OddError::NoAccessToken));
    }
    check(&access_token)?;
    let token_type = match fields.raw("token_type") {
        None if assumes_bearer => "bearer".to_owned(),
        None => return Err(odd(OddError::TokenType)),
        Some(_) => fields
            .text("token_type")
            .filter(|kind| kind.eq_ignore_ascii_case("bearer"))
            .ok_or(odd(OddError::TokenType))?,
    };
    let refresh_token = match fields.raw("refresh_token") {
        None => RefreshToken::Absent,
        Some(_) => match fields.text("refresh_token").map(Secret::new).ok_or(odd(OddError::MalformedToken))? {
            empty if empty.expose().trim().is_empty() => RefreshToken::Empty,
            given => {
                check(&given)?;
                RefreshToken::Given(given)
            }
        },
    };
    let scope = fields.text("scope").or_else(|| fields.texts("scope").map(|words| words.join(" ")));
    // A number, or one in quotation marks.
    let user_id = fields.raw("user_id").and_then(|raw| raw.trim_matches('"').parse().ok());
    Ok(TokenSet {
        access_token,
        refresh_token,
        lifetime: fields.raw("expires_in").and_then(lifetime),
        refresh_lifetime: fields.raw("refresh_expires_in").and_then(lifetime),
        token_type,
        user_id,
        scope,
        sent_at,
        clock_skew,
    })
}

fn odd(error: OddError) -> TokenError {
    TokenError::Odd { error }
}

/// RFC 6749 appendix A.12: a token is VSCHAR, `%x20-7E`.
fn check(token: &Secret) -> Result<(), TokenError> {
    let well_formed =
        token.expose().len() <= LONGEST_TOKEN && token.expose().bytes().all(|b| (0x20..=0x7E).contains(&b));
    if well_formed { Ok(()) } else { Err(odd(OddError::MalformedToken)) }
}

/// Seconds from a number, a numeric string or a float; `None` for anything else.
fn lifetime(raw: &str) -> Option<Duration> {
    let text: String = if raw.starts_with('"') { serde_json::from_str(raw).ok()? } else { raw.to_owned() };
    let text = text.trim();
    // Rust would also read `inf`, `nan` and `+1`.
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        || text.contains(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+' | 'e' | 'E'))
    {
        return None;
    }
    // The cast saturates: too small becomes 0, too large u64::MAX, and both are clamped.
    text.parse::<f64>().ok().map(|seconds| clamped(seconds as u64))
}

#[cfg(test)]
mod tests;
