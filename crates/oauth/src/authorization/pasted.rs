//! The text that a person pasted in place of an answer that never came.
//!
//! Mails, chats and browsers put quotes, brackets, words, line breaks and invisible characters around and into an
//! address, so it is looked for in the text. It is ours where host, port and path are the redirect URI's, character by
//! character: nothing is decoded, and an address that only looks like ours is refused. Its query is judged as the
//! listener judges it, so the state guards every address that is found. Where the service shows the code itself,
//! `out_of_band` reads that.

use airtill_domain::text;
use zeroize::Zeroizing;

use super::answer::{Answer, NotOurs};
use super::attempt::Attempt;
use super::judge::{Bound, judge_end};
use super::{OUT_OF_BAND, out_of_band};
use crate::wiped::pairs;

/// The most positions in a text at which an address is looked for, and the most parts that a mail broke one into.
const MOST_PLACES: usize = 16;
const MOST_PARTS: usize = 64;
/// The ampersand as mails, pages and JSON write it, one inside of another.
const AMPERSANDS: [&str; 5] = ["&amp;", "&amp;", "&#38;", "&#x26;", "\\u0026"];

impl Attempt {
    /// The meaning of a pasted text. It holds the whole address that the browser came back to, at any position, which
    /// is judged like the address itself. Or, where the redirect URI is [`OUT_OF_BAND`], it is the code, the text of
    /// the service's page that shows it, or the address of that page. A code without a state is bound by PKCE and by
    /// the person alone.
    pub fn judge_pasted(&self, text: &str) -> Answer {
        judge(text, self)
    }
}

fn judge(pasted: &str, attempt: &Attempt) -> Answer {
    let pasted = Zeroizing::new(text::cleaned(pasted));
    if attempt.redirect_uri == OUT_OF_BAND {
        return out_of_band::judge(&pasted, attempt);
    }
    // The text as it stands is tried first: an address that the listener would accept is accepted, with any signs in
    // it. No address holds white space, so a sentence goes on there.
    let whole = pasted.strip_prefix(attempt.redirect_uri.as_str()).and_then(|rest| rest.strip_prefix('?'));
    let whole = whole.filter(|query| !query.contains(char::is_whitespace));
    if let Some(answer) =
        whole.map(|query| judge_end(without_fragment(query), attempt, Bound::ByState)).filter(is_whole)
    {
        return answer;
    }
    // A mail may have broken the address before its question mark as well.
    let unbroken: Zeroizing<String> =
        Zeroizing::new(pasted.split_whitespace().map(|part| part.trim_start_matches('>')).collect());
    let decoded = decoded(&pasted);
    let texts = [Some(&pasted), Some(&unbroken), decoded.as_ref()];
    let mut answers: Vec<Answer> = Vec::new();
    for (opened_by, rest) in
        texts.into_iter().flatten().flat_map(|text| found(text, &attempt.redirect_uri)).take(MOST_PLACES)
    {
        let answer = judge_rest(rest, opened_by, attempt);
        if is_whole(&answer) {
            return answer;
        }
        answers.push(answer);
    }
    let nothing = if is_beginning(&pasted, &attempt.redirect_uri) { NotOurs::Cut } else { NotOurs::Address };
    answers.into_iter().next().unwrap_or(Answer::NotOurs(nothing))
}

/// Whether the answer has no defect, so that no other reading of the text can be better.
fn is_whole(answer: &Answer) -> bool {
    matches!(answer, Answer::Code(_) | Answer::Denied(_))
}

/// Removes the fragment, which a browser shows in its address bar and sends to no server.
fn without_fragment(query: &str) -> &str {
    query.split('#').next().unwrap_or_default()
}

/// A text that was encoded as a whole: the source of a mail (quoted-printable, RFC 2045 §6.7, in which no equals sign
/// stands for itself), or a lone address with percent signs. `None` for any other.
fn decoded(text: &str) -> Option<Zeroizing<String>> {
    if text.contains("=3D") {
        let joined = Zeroizing::new(text.replace("=\r\n", ""));
        let joined = Zeroizing::new(joined.replace("=\n", ""));
        return Some(Zeroizing::new(joined.replace("=3D", "=")));
    }
    let is_lone = !text.contains("://") && !text.contains(char::is_whitespace);
    pairs(text.as_bytes())
        .next()
        .filter(|_| is_lone && text.contains('%'))
        .map(|(name, _)| Zeroizing::new(name.to_string()))
}

/// The sign before each address in `text` that begins like `uri`, and what follows that beginning.
fn found<'a>(text: &'a str, uri: &'a str) -> impl Iterator<Item = (Option<char>, &'a str)> {
    let (scheme, place) = uri.split_at(uri.find("://").map_or(0, |at| at + "://".len()));
    let after = move |at: usize| &text[at + place.len()..];
    text.match_indices(place)
        .filter_map(move |(at, _)| begin_of_address(&text[..at], uri, scheme).map(|opened_by| (opened_by, after(at))))
}

/// The sign before an address of this scheme whose host begins where `before` ends: with the scheme whole, after
/// nothing, a sign that stands in no address, or a word with a colon or an equals sign; or with the rest of the scheme
/// that browsers and people leave, after white space or a quote. `None` where no address begins there, or another
/// address goes on.
fn begin_of_address(before: &str, uri: &str, scheme: &str) -> Option<Option<char>> {
    let outside = before.char_indices().rfind(|(_, c)| is_outside(*c));
    let begin = outside.map_or(0, |(at, c)| at + c.len_utf8());
    let (lead, opened_by) = (&before[begin..], outside.map(|(_, c)| c));
    let is_apart = opened_by.is_none_or(|c| c.is_whitespace() || is_quote(c));
    let at = lead.len().saturating_sub(scheme.len());
    let begins = if lead.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(scheme)) {
        let word = &lead[..at];
        word.is_empty() || word.strip_suffix([':', '=']).is_some_and(|word| word.chars().all(char::is_alphabetic))
    } else {
        scheme.ends_with(lead) && is_apart
    };
    let goes_on = || {
        let word = before[..begin].rsplit(|c: char| c.is_whitespace() || is_quote(c)).next().unwrap_or_default();
        word.contains("://") && !word.ends_with("](") && !word.contains(uri)
    };
    (begins && (is_apart || !goes_on())).then_some(opened_by)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '<' | '>' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '‹' | '›')
}

/// The signs that end an address on either side where they are not part of it: browsers show none of them but `*`, `,`
/// and `;`.
fn is_outside(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_quote(c) || "()[]{}|*,;".contains(c) || !c.is_ascii()
}

/// Judges the text behind our path, with the line breaks that a mail put into it taken out one after the other.
fn judge_rest(rest: &str, opened_by: Option<char>, attempt: &Attempt) -> Answer {
    let Some(query) = rest.strip_prefix('?') else {
        let is_over = rest.chars().next().is_none_or(|c| is_outside(c) || c == '.' || c == '#');
        return Answer::NotOurs(if is_over { NotOurs::Cut } else { NotOurs::Address });
    };
    // A second copy is no part of the first, which may be cut.
    let query = query.split(attempt.redirect_uri.as_str()).next().unwrap_or_default();
    let query = AMPERSANDS
        .iter()
        .fold(Zeroizing::new(query.to_owned()), |query, written| Zeroizing::new(query.replace(written, "&")));
    let query = without_fragment(&query);
    let mut joined = Zeroizing::new(String::with_capacity(query.len()));
    let mut best: Option<(u8, Answer)> = None;
    for part in query.split_whitespace().take(MOST_PARTS) {
        // The mark with which a mail begins each quoted line.
        joined.push_str(part.trim_start_matches('>'));
        for end in ends(&joined, opened_by) {
            let answer = judge_end(end, attempt, Bound::ByState);
            // Further words only make it longer: the first that has a state shows best what is wrong.
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

/// A query up to the quote or bracket that closes the one before its address; without the quotes, brackets and
/// punctuation at its end; as it stands; and up to the first such sign. Where the code stands last, all of them would
/// pass for its end.
fn ends(query: &str, opened_by: Option<char>) -> impl Iterator<Item = &str> {
    let closed = opened_by.and_then(text::closing).and_then(|close| query.find(close)).map(|at| &query[..at]);
    let is_sentence = |c: char| is_outside(c) || matches!(c, '.' | ':' | '!' | '?');
    let first = query.split(is_outside).next().unwrap_or_default();
    let last = [query.trim_end_matches(is_sentence), query, first, first.trim_end_matches(is_sentence)];
    closed.into_iter().chain(last)
}

/// Whether all of `text` is the beginning of our address, or its beginning ends the text.
fn is_beginning(text: &str, uri: &str) -> bool {
    let last = text.rsplit(is_outside).next().unwrap_or_default().trim_end_matches('…').trim_end_matches("...");
    let host = uri.find("://").map_or(0, |at| at + "://".len());
    [uri, &uri[host..]]
        .iter()
        .any(|whole| last.len() >= "127.0.0".len() && whole.len() > last.len() && whole.starts_with(last))
}
