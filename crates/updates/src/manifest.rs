//! The manifest: the newest version of a channel, and where its packages are, as the publisher signed it.
//!
//! Unknown fields belong to later versions of the till and are passed over. A field that is known is taken exactly as
//! it is meant, or the manifest is refused. The caller has checked the signature before it decodes anything; whether
//! the version may be taken is decided in [`crate::choose`].

use std::collections::BTreeMap;
use std::time::Duration;

use airtill_domain::{Timestamp, text};
use airtill_http::Fields;
use url::Url;

use crate::target::{Channel, Target};
use crate::version::Version;

/// The most bytes of a manifest.
pub const MOST_BYTES: usize = 256 * 1024;
/// The one layout that this version reads.
pub const SCHEMA: i64 = 1;
/// The most bytes of a package. Today's have ten million.
pub const MOST_PACKAGE: u64 = 512 * 1024 * 1024;
/// The longest time from its publication for which a manifest may count, in days; the publisher's lasts for ninety.
const MOST_DAYS: u64 = 100;
/// The most characters of one line of the news, and the most lines.
const MOST_NEWS: (usize, usize) = (300, 60);
/// The most languages of the news.
const MOST_LANGUAGES: usize = 100;
/// The language that every manifest has its news in.
const COMMON: &str = "en";

/// A manifest, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The line of releases.
    pub channel: Channel,
    /// The newest version.
    pub version: Version,
    /// When this manifest was made.
    pub published: Timestamp,
    /// The manifest counts until then; at most 100 days.
    pub expires: Timestamp,
    /// The oldest format of the ledger that the version reads.
    pub smallest_ledger: u32,
    news: BTreeMap<String, Vec<String>>,
    packages: BTreeMap<Target, Package>,
}

/// A package of the version, for one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The name of its file, fit for every system.
    pub name: String,
    /// The number of its bytes.
    pub size: u64,
    /// The SHA-256 digest of them.
    pub sha256: [u8; 32],
    reference: String,
}

/// The reason for which bytes are no manifest of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Too large, no JSON object, or a key stands twice.
    #[error("it is no JSON object that can be read")]
    Unreadable,
    /// Of another layout: this version of the till is too old for it.
    #[error("it has another layout")]
    Schema,
    /// A field is missing, or does not hold what it must.
    #[error("its field {0} is wrong")]
    Field(&'static str),
}

impl Manifest {
    /// Reads the bytes of a manifest whose signature was checked.
    ///
    /// # Errors
    /// A [`ManifestError`] that names the first wrong field.
    pub fn decode(bytes: &[u8]) -> Result<Self, ManifestError> {
        let fields = Some(bytes)
            .filter(|bytes| bytes.len() <= MOST_BYTES)
            .and_then(Fields::read)
            .ok_or(ManifestError::Unreadable)?;
        let wrong = ManifestError::Field;
        match fields.integer("schema") {
            Some(SCHEMA) => {}
            Some(_) => return Err(ManifestError::Schema),
            None => return Err(wrong("schema")),
        }
        let channel = fields.text("channel").and_then(|word| Channel::of_word(&word)).ok_or(wrong("channel"))?;
        let version = fields.text("version").and_then(|text| text.parse().ok()).ok_or(wrong("version"))?;
        let published = fields.text("published").and_then(|text| time(&text)).ok_or(wrong("published"))?;
        let expires = fields.text("expires").and_then(|text| time(&text)).ok_or(wrong("expires"))?;
        if expires <= published || expires.since(published) > Duration::from_secs(MOST_DAYS * 24 * 60 * 60) {
            return Err(wrong("expires"));
        }
        let smallest_ledger = fields.integer("smallest_ledger").and_then(|number| number.try_into().ok());
        let smallest_ledger = smallest_ledger.filter(|format| *format > 0).ok_or(wrong("smallest_ledger"))?;
        let news = fields.raw("news").and_then(news).ok_or(wrong("news"))?;
        let packages = fields.raw("targets").ok_or(wrong("targets")).and_then(packages)?;
        Ok(Self { channel, version, published, expires, smallest_ledger, news, packages })
    }

    /// The lines that say what is new, in a language (`fr`), else in English: plain text without control characters.
    pub fn news_in(&self, language: &str) -> &[String] {
        self.news.get(language).or_else(|| self.news.get(COMMON)).map_or(&[], Vec::as_slice)
    }

    /// The package for a target; `None` where the version has none.
    pub fn package(&self, target: Target) -> Option<&Package> {
        self.packages.get(&target)
    }
}

impl Package {
    /// The address of the package. A manifest may name it relative to itself, so that a company's own server holds
    /// copies of the signed files as they are.
    pub fn address(&self, manifest: &Url) -> Option<Url> {
        manifest.join(&self.reference).ok().filter(is_fit)
    }
}

/// An instant as `2026-11-30T12:00:00Z`, in whole seconds and in UTC, and in no other spelling.
fn time(written: &str) -> Option<Timestamp> {
    let time: jiff::Timestamp = written.parse().ok()?;
    (time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() == written).then(|| Timestamp(time.as_millisecond()))
}

fn news(raw: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let fields = Fields::read(raw.as_bytes())?;
    let mut news = BTreeMap::new();
    for (language, value) in fields.entries().take(MOST_LANGUAGES) {
        let written: String = serde_json::from_str(value).ok()?;
        let lines = written.lines().map(|line| text::plain(line, MOST_NEWS.0)).filter(|line| !line.is_empty());
        news.insert(language.to_owned(), lines.take(MOST_NEWS.1).collect::<Vec<_>>());
    }
    news.get(COMMON).is_some_and(|lines| !lines.is_empty()).then_some(news)
}

fn packages(raw: &str) -> Result<BTreeMap<Target, Package>, ManifestError> {
    let fields = Fields::read(raw.as_bytes()).ok_or(ManifestError::Field("targets"))?;
    let known = Target::ALL.into_iter().filter_map(|target| Some((target, fields.raw(target.word())?)));
    known.map(|(target, raw)| Ok((target, package(target, raw)?))).collect()
}

fn package(target: Target, raw: &str) -> Result<Package, ManifestError> {
    let wrong = ManifestError::Field;
    let fields = Fields::read(raw.as_bytes()).ok_or(wrong("targets"))?;
    let reference = fields.text("url").ok_or(wrong("url"))?;
    let name = name_in(&reference).filter(|name| name.ends_with(target.ending())).ok_or(wrong("url"))?;
    let size = fields.integer("size").and_then(|size| u64::try_from(size).ok());
    let size = size.filter(|size| (1..=MOST_PACKAGE).contains(size)).ok_or(wrong("size"))?;
    let sha256 = fields.text("sha256").and_then(|digits| digest(&digits)).ok_or(wrong("sha256"))?;
    Ok(Package { name, size, sha256, reference })
}

/// The name of the file at the end of an address, if the address may be asked and the name is fit for every system:
/// letters, digits, `.`, `_` and `-`, and no `.` in front.
fn name_in(reference: &str) -> Option<String> {
    let somewhere = Url::parse("https://updates.invalid/").ok()?;
    let address = somewhere.join(reference).ok().filter(is_fit)?;
    let name = address.path_segments()?.next_back()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let fits = (1..=100).contains(&name.len()) && name.bytes().all(is_plain) && !name.starts_with('.');
    fits.then(|| name.to_owned())
}

fn is_fit(address: &Url) -> bool {
    address.scheme() == "https"
        && address.username().is_empty()
        && address.password().is_none()
        && address.fragment().is_none()
        && address.query().is_none()
}

/// 64 hexadecimal digits in lower case.
fn digest(digits: &str) -> Option<[u8; 32]> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let pairs = digits.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = pairs.map(|pair| Some(value(*pair.first()?)? * 16 + value(*pair.get(1)?)?)).collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests;
