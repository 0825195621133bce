//! What a person pasted in place of an answer that never came.
//!
//! Mails, chats and browsers put quotes, brackets, words, line breaks and invisible characters around and into an address, so
//! it is looked for in the text. It is ours where host, port and path are the redirect URI's, character by character: nothing
//! is decoded, and an address that only looks like ours is refused. What follows is judged as the listener judges it, so the
//! state guards whatever was found. Where the service shows the code itself, `shown` reads that.

use airtill_domain::text;
use zeroize::Zeroizing;

use super::answer::{Answer, NotOurs};
use super::{Attempt, OUT_OF_BAND, shown};

/// The most places in a text at which an address is looked for, and the most parts that a mail broke one into.
const MOST_PLACES: usize = 16;
const MOST_PARTS: usize = 64;

pub(super) fn judge(pasted: &str, attempt: &Attempt) -> Answer {
    let pasted = Zeroizing::new(text::cleaned(pasted));
    if attempt.redirect_uri == OUT_OF_BAND {
        return shown::judge(&pasted, attempt);
    }
    // As it stands first: what the listener would take is taken, whatever is in it.
    let whole = pasted.strip_prefix(attempt.redirect_uri.as_str()).and_then(|rest| rest.strip_prefix('?'));
    if let Some(answer) = whole.map(|query| judge_end(without_fragment(query), attempt)).filter(is_whole) {
        return answer;
    }
    // A mail may have broken the address before its question mark as well.
    let unbroken: Zeroizing<String> = Zeroizing::new(pasted.split_whitespace().map(|part| part.trim_start_matches('>')).collect());
    let mut answers: Vec<Answer> = Vec::new();
    for rest in [&pasted, &unbroken].into_iter().flat_map(|text| found(text, &attempt.redirect_uri)).take(MOST_PLACES) {
        let answer = judge_rest(rest, attempt);
        if is_whole(&answer) {
            return answer;
        }
        answers.push(answer);
    }
    let nothing = if is_beginning(&pasted, &attempt.redirect_uri) { NotOurs::Cut } else { NotOurs::Address };
    answers.into_iter().next().unwrap_or(Answer::NotOurs(nothing))
}

/// Whether nothing is wrong with it, so that no other reading of the text can be better.
fn is_whole(answer: &Answer) -> bool {
    matches!(answer, Answer::Code(_) | Answer::Denied(_))
}

/// Browsers keep a fragment in the address bar that no server ever sees.
fn without_fragment(query: &str) -> &str {
    query.split('#').next().unwrap_or_default()
}

/// What follows each address in `text` that begins like `uri`.
fn found<'a>(text: &'a str, uri: &'a str) -> impl Iterator<Item = &'a str> {
    let (scheme, place) = uri.split_at(uri.find("://").map_or(0, |at| at + "://".len()));
    text.match_indices(place).filter(move |(at, _)| begins_an_address(&text[..*at], scheme)).map(move |(at, _)| &text[at + place.len()..])
}

/// Whether an address of this scheme begins where `before` ends: with the scheme whole, after nothing, a sign that stands in
/// no address, or a word with a colon; or with what browsers and people leave of it, after white space or a quote.
fn begins_an_address(before: &str, scheme: &str) -> bool {
    let outside = before.char_indices().rfind(|(_, c)| is_outside(*c));
    let lead = &before[outside.map_or(0, |(at, c)| at + c.len_utf8())..];
    let at = lead.len().saturating_sub(scheme.len());
    if lead.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(scheme)) {
        let word = &lead[..at];
        return word.is_empty() || word.strip_suffix(':').is_some_and(|word| word.chars().all(char::is_alphabetic));
    }
    scheme.ends_with(lead) && outside.is_none_or(|(_, c)| c.is_whitespace() || is_quote(c))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '<' | '>' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '‹' | '›')
}

/// What ends an address on either side where it is not part of it: browsers show none of this but `*`, `,` and `;`.
fn is_outside(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_quote(c) || "()[]{}|*,;".contains(c) || !c.is_ascii()
}

/// Judges what follows our path, with the line breaks that a mail put into it taken out one after the other.
fn judge_rest(rest: &str, attempt: &Attempt) -> Answer {
    let Some(query) = rest.strip_prefix('?') else {
        let is_over = rest.chars().next().is_none_or(|c| is_outside(c) || c == '.' || c == '…');
        return Answer::NotOurs(if is_over { NotOurs::Cut } else { NotOurs::Address });
    };
    let query = Zeroizing::new(without_fragment(query).replace("&amp;", "&"));
    let mut joined = Zeroizing::new(String::with_capacity(query.len()));
    let mut best: Option<(u8, Answer)> = None;
    for part in query.split_whitespace().take(MOST_PARTS) {
        // The mark with which a mail begins the lines of the mail that it answers.
        joined.push_str(part.trim_start_matches('>'));
        for end in ends(&joined) {
            let answer = judge_end(end, attempt);
            // Further words only make it longer: the first that has a state tells best what is wrong.
            let tells = match answer {
                Answer::Code(_) | Answer::Denied(_) => return answer,
                Answer::NoCode => 3,
                Answer::NotOurs(NotOurs::Cut) if end.contains("state=") => 2,
                Answer::NotOurs(_) => u8::from(end.contains("state=")),
            };
            if best.as_ref().is_none_or(|(other, _)| tells > *other) {
                best = Some((tells, answer));
            }
        }
    }
    best.map_or(Answer::NotOurs(NotOurs::Cut), |(_, answer)| answer)
}

/// A query as it stands, and without the quotes, brackets and punctuation that a sentence put behind it.
fn ends(query: &str) -> impl Iterator<Item = &str> {
    let bare = query.split(is_outside).next().unwrap_or_default();
    let bare_of_dots = bare.trim_end_matches(['.', ':', '!', '?']);
    [Some(query), Some(bare).filter(|bare| *bare != query), Some(bare_of_dots).filter(|end| *end != bare)].into_iter().flatten()
}

/// Judges a query as the listener does, and tells one whose end is missing from one that is not ours: its last parameter is
/// the beginning of our state or an empty code, or a parameter that it needs is not there.
fn judge_end(query: &str, attempt: &Attempt) -> Answer {
    let has = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    let (name, value) = query.rsplit('&').next().unwrap_or_default().split_once('=').unwrap_or_default();
    let state = attempt.state.expose();
    match attempt.judge(query) {
        Answer::NoCode if name == "code" && value.is_empty() => Answer::NotOurs(NotOurs::Cut),
        Answer::NotOurs(_) if name == "state" && value.len() < state.len() && state.starts_with(value) => Answer::NotOurs(NotOurs::Cut),
        Answer::NotOurs(NotOurs::Malformed | NotOurs::State) if !has("state") || !has("code") && !has("error") => Answer::NotOurs(NotOurs::Cut),
        answer => answer,
    }
}

/// Whether all of `text` is the beginning of our address, or its beginning ends the text.
fn is_beginning(text: &str, uri: &str) -> bool {
    let last = text.rsplit(is_outside).next().unwrap_or_default().trim_end_matches('…').trim_end_matches("...");
    let host = uri.find("://").map_or(0, |at| at + "://".len());
    [uri, &uri[host..]].iter().any(|whole| last.len() >= "127.0.0".len() && whole.len() > last.len() && whole.starts_with(last))
}
