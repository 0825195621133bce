//! A code that the service's own page shows to the person (out of band), in any form in which people bring it.
//!
//! Three things are accepted: the address of that page, which must be at the service itself; the text of the page, in
//! which the code follows a label; and the bare code. A state in any of them must be ours; without one, PKCE and the
//! person bind the code. An address anywhere else is refused, and so is a text in which more than one word could be the
//! code.

use airtill_domain::connection::address::host_and_port;
use airtill_domain::{Secret, text};
use url::Url;
use zeroize::Zeroizing;

use super::OUT_OF_BAND;
use super::answer::{Answer, NotOurs};
use super::attempt::Attempt;
use super::judge::{Bound, can_be_code, judge_end};

/// The fewest characters by which a code differs from a word in a text without a label: 16 random bytes have 22 in
/// base64url.
const SHORTEST_AMONG_WORDS: usize = 20;
/// The colons that end a label.
const COLONS: [char; 2] = [':', '：'];
/// The most words of a label beside its colon.
const LONGEST_LABEL: usize = 3;

pub(super) fn judge(pasted: &str, attempt: &Attempt) -> Answer {
    let words: Zeroizing<Vec<String>> =
        Zeroizing::new(pasted.split_whitespace().map(text::unwrapped).filter(|word| !word.is_empty()).collect());
    let (mut refused, mut linked) = (None, false);
    for address in words.iter().filter_map(|word| address(word, attempt)) {
        match judge_address(&address, attempt) {
            // A link that the page shows beside its code.
            Answer::NotOurs(NotOurs::Address) if !has_answer(&address) && words.len() > 1 => linked = true,
            Answer::NotOurs(why) => refused = refused.or(Some(why)),
            answer => return answer,
        }
    }
    if let Some(why) = refused {
        return Answer::NotOurs(why);
    }
    if let [_] = words.as_slice() {
        let word = bare(pasted);
        let query = word.strip_prefix('?').unwrap_or(&word);
        if query.starts_with("code=") || query.contains("&code=") {
            return judge_end(query, attempt, Bound::ByThePerson);
        }
        let labelled =
            [word.split_once(COLONS), word.split_once('=')].into_iter().flatten().find(|(label, _)| is_label(label));
        return taken(labelled.map_or(&word, |(_, code)| code));
    }
    let nothing = if linked { NotOurs::Address } else { NotOurs::Code };
    labelled(&words).or_else(|| alone(&words)).map_or(Answer::NotOurs(nothing), taken)
}

/// Whether an address carries the parameters of an answer, at any host.
fn has_answer(address: &Url) -> bool {
    address.query_pairs().any(|(name, _)| matches!(&*name, "code" | "error" | "state"))
}

fn taken(code: &str) -> Answer {
    if can_be_code(code) { Answer::Code(Secret::new(code.to_owned())) } else { Answer::NotOurs(NotOurs::Code) }
}

/// A single word without the signs around it; punctuation that stands behind it alone may be the code's own.
fn bare(word: &str) -> Zeroizing<String> {
    let inner = text::unwrapped(word);
    Zeroizing::new(if word.starts_with(&inner) { word.to_owned() } else { inner })
}

/// An address in a word, with the word for it that may stand before. Browsers hide the scheme.
fn address(word: &str, attempt: &Attempt) -> Option<Url> {
    if word.starts_with(OUT_OF_BAND) {
        return Url::parse(word).ok();
    }
    let own = attempt.address();
    let hidden = || word.starts_with(&format!("{}/", host_and_port(own))).then(|| format!("{}://{word}", own.scheme()));
    let Some(scheme) = word.find("://") else { return Url::parse(&hidden()?).ok() };
    let start = word[..scheme].rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    Url::parse(word.get(start..)?).ok()
}

/// The address of the page that shows the code, or the redirect URI itself.
fn judge_address(address: &Url, attempt: &Attempt) -> Answer {
    let query = address.query().unwrap_or_default();
    if address.as_str().starts_with(OUT_OF_BAND) {
        return attempt.judge(query);
    }
    if address.origin() != attempt.address().origin() || !address.username().is_empty() || address.password().is_some()
    {
        return Answer::NotOurs(NotOurs::Address);
    }
    match judge_end(query, attempt, Bound::ByThePerson) {
        Answer::NotOurs(NotOurs::Malformed) => {}
        answer => return answer,
    }
    // Up to version 4 of Doorkeeper the code is the last part of the path.
    let code = address.path().strip_prefix(attempt.address().path()).and_then(|rest| rest.strip_prefix('/'));
    code.filter(|code| !code.contains('/') && *code != "native").map_or(Answer::NotOurs(NotOurs::Code), taken)
}

/// Whether a word is *code* in one of the languages of Doorkeeper's pages, or ends like it.
fn is_label(word: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.trim_end_matches(COLONS);
    [
        "code",
        "código",
        "codigo",
        "codice",
        "kod",
        "kode",
        "kodi",
        "kodu",
        "koodi",
        "kód",
        "код",
        "κωδικός",
        "mã",
        "קוד",
        "رمز",
        "كود",
        "कोड",
        "コード",
        "代码",
        "代碼",
        "코드",
    ]
    .iter()
    .any(|label| word.ends_with(label))
}

/// The one word that follows a label: *Authorization code: …*. The colon may stand apart, or hold to either side.
fn labelled(words: &[String]) -> Option<&str> {
    let (mut after_code, mut after_any, mut begin) = (Vec::new(), Vec::new(), 0);
    for (at, word) in words.iter().enumerate().skip_while(|(_, word)| word.starts_with(COLONS)) {
        if let Some((label, code)) = word.split_once(COLONS).filter(|(_, code)| !code.is_empty()) {
            after_code.extend(Some(code).filter(|_| is_label(label)));
        } else if let Some(next) = words.get(at + 1).filter(|_| word.ends_with(COLONS)) {
            // A label may go on behind its word: *Code d'autorisation :*.
            let named = words[begin.max(at.saturating_sub(LONGEST_LABEL))..=at].iter().any(|word| is_label(word));
            if named { &mut after_code } else { &mut after_any }.push(next.as_str());
            begin = at + 2;
        }
    }
    match (after_code.as_slice(), after_any.as_slice()) {
        ([code], _) => Some(code),
        ([], [code]) if looks_random(code) => Some(code),
        _ => None,
    }
}

/// The only word that cannot belong to a language.
fn alone(words: &[String]) -> Option<&str> {
    let mut candidates = words.iter().filter(|word| looks_random(word));
    candidates.next().filter(|_| candidates.next().is_none()).map(String::as_str)
}

fn looks_random(word: &str) -> bool {
    word.len() >= SHORTEST_AMONG_WORDS
        && word.bytes().any(|b| b.is_ascii_digit())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b))
}
