//! Manifests as a publisher writes them, and each way in which one can be wrong.
//!
//! A good one is written as JSON by hand and changed field by field. The properties say that nothing crashes the reader
//! and that a manifest is read back as it was written.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const DIGITS: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn good() -> Value {
    json!({
        "schema": 1,
        "channel": "stable",
        "version": "1.2.3",
        "published": "2026-11-30T12:00:00Z",
        "expires": "2027-02-28T12:00:00Z",
        "smallest_ledger": 3,
        "news": { "en": "Faster lists.\n\nFewer questions.", "fr": "Des listes plus rapides." },
        "targets": {
            "windows-x64": { "url": "airtill-1.2.3-windows-x64-setup.exe", "size": 9_000_000, "sha256": DIGITS },
            "macos-arm64": { "url": "https://files.example/m/airtill.app.tar.gz", "size": 8, "sha256": DIGITS }
        }
    })
}

fn decoded(manifest: &Value) -> Result<Manifest, ManifestError> {
    Manifest::decode(manifest.to_string().as_bytes())
}

/// The good manifest with another value at a place (RFC 6901).
fn with(place: &str, value: Value) -> Value {
    let mut manifest = good();
    *manifest.pointer_mut(place).expect("a place of the good one") = value;
    manifest
}

#[test]
fn every_field_is_read() {
    let manifest = decoded(&good()).expect("it is good");
    assert_eq!((manifest.channel, manifest.version), (Channel::Stable, Version::new(1, 2, 3)));
    assert_eq!(manifest.published, Timestamp(1_796_040_000_000));
    assert_eq!(manifest.expires, Timestamp(1_803_816_000_000));
    assert_eq!(manifest.smallest_ledger, 3);
    assert_eq!(manifest.news_in("fr"), ["Des listes plus rapides."]);
    assert_eq!(manifest.news_in("ar"), ["Faster lists.", "Fewer questions."], "English, where a language is missing");
    let package = manifest.package(Target::WindowsX64).expect("there is one");
    assert_eq!((package.name.as_str(), package.size), ("airtill-1.2.3-windows-x64-setup.exe", 9_000_000));
    assert_eq!((package.sha256[0], package.sha256[31]), (0xe3, 0x55));
    assert_eq!(manifest.package(Target::MacosX64), None);
}

#[test]
fn a_package_lies_beside_its_manifest_or_where_the_manifest_says() {
    let manifest = decoded(&good()).expect("it is good");
    let at = |target, base: &str| {
        let package = manifest.package(target).expect("there is one");
        package.address(&Url::parse(base).expect("an address")).map(String::from)
    };
    let own = "https://files.company.example/airtill/airtill-stable.json";
    assert_eq!(
        at(Target::WindowsX64, own).as_deref(),
        Some("https://files.company.example/airtill/airtill-1.2.3-windows-x64-setup.exe")
    );
    assert_eq!(at(Target::MacosArm64, own).as_deref(), Some("https://files.example/m/airtill.app.tar.gz"));
    assert_eq!(at(Target::WindowsX64, "http://files.company.example/x.json"), None, "never over plain HTTP");
}

#[test]
fn u06_a_manifest_lasts_for_a_hundred_days_at_most() {
    assert!(decoded(&with("/expires", json!("2027-03-10T12:00:00Z"))).is_ok());
    for expires in ["2027-03-10T12:00:01Z", "2036-11-30T12:00:00Z"] {
        assert_eq!(decoded(&with("/expires", json!(expires))), Err(ManifestError::Field("expires")), "{expires}");
    }
}

#[test]
fn unknown_fields_and_targets_are_passed_over() {
    let mut manifest = good();
    manifest["staged"] = json!({ "percent": 10 });
    manifest["targets"]["plan9-riscv"] = json!(["another", "shape"]);
    manifest["targets"]["windows-x64"]["delta"] = json!(true);
    assert_eq!(decoded(&manifest), decoded(&good()));
}

#[test]
fn each_known_field_is_taken_exactly_or_refused() {
    let time = json!("2026-11-30T12:00:00Z");
    for (place, values) in [
        ("/schema", vec![json!(null), json!("1"), json!(1.0)]),
        ("/channel", vec![json!("Stable"), json!("beta"), json!(1)]),
        ("/version", vec![json!("v1.2.3"), json!("1.2"), json!(1)]),
        ("/published", vec![json!("2026-11-30"), json!("2026-11-30T12:00:00+00:00"), json!(1_796_040_000), json!("")]),
        (
            "/expires",
            vec![time, json!("2026-11-30T11:59:59Z"), json!("2027-02-30T12:00:00Z"), json!("2027-02-28 12:00:00Z")],
        ),
        ("/smallest_ledger", vec![json!(0), json!(-3), json!("3"), json!(3.5), json!(4_294_967_296_u64)]),
        (
            "/news",
            vec![json!("news"), json!({}), json!({ "fr": "Bonjour" }), json!({ "en": " \n " }), json!({ "en": 1 })],
        ),
        ("/targets", vec![json!([]), json!("windows-x64")]),
        ("/targets/windows-x64", vec![json!([]), json!("x.exe")]),
    ] {
        let field = place.rsplit('/').next().expect("a name");
        let field = if field == "windows-x64" { "targets" } else { field };
        for value in values {
            assert!(
                matches!(decoded(&with(place, value.clone())), Err(ManifestError::Field(name)) if name == field),
                "{place} {value}"
            );
        }
    }
    assert_eq!(decoded(&with("/schema", json!(2))), Err(ManifestError::Schema), "of a later till");
}

#[test]
fn u01_a_package_needs_a_safe_name_a_size_and_a_digest() {
    for (field, values) in [
        (
            "url",
            vec![
                json!("http://files.example/a.exe"),
                json!("https://user:word@files.example/a.exe"),
                json!("https://files.example/a.exe#top"),
                json!("https://files.example/a.exe?b=.exe"),
                json!("file:///a.exe"),
                json!("https://files.example/.exe"),
                json!("https://files.example/a%2Fb.exe"),
                json!("https://files.example/a b.exe"),
                json!("https://files.example/a.exe/"),
                json!("a.msi"),
                json!("a.tar.gz"),
                json!(""),
                json!(1),
                json!(format!("{}.exe", "a".repeat(97))),
            ],
        ),
        ("size", vec![json!(0), json!(-1), json!(MOST_PACKAGE + 1), json!("9"), json!(9.5), json!(null)]),
        (
            "sha256",
            vec![
                json!(&DIGITS[1..]),
                json!(format!("{DIGITS}00")),
                json!(DIGITS.to_uppercase()),
                json!(null),
                json!(""),
            ],
        ),
    ] {
        for value in values {
            let place = format!("/targets/windows-x64/{field}");
            assert_eq!(decoded(&with(&place, value.clone())), Err(ManifestError::Field(field)), "{value}");
        }
    }
}

#[test]
fn w07_news_are_plain_lines_of_bounded_length() {
    let written = format!("  One\u{202e}two\u{0007}\r\n<b>x</b>\n{}\n{}", "y".repeat(400), "z\n".repeat(100));
    let manifest = decoded(&with("/news/en", json!(written))).expect("it is good");
    let lines = manifest.news_in("en");
    assert_eq!((lines[0].as_str(), lines[1].as_str()), ("Onetwo", "<b>x</b>"), "text, never markup");
    assert_eq!((lines[2].chars().count(), lines.len()), (300, 60));
}

#[test]
fn a_manifest_is_one_object_of_bounded_size_without_a_key_twice() {
    let text = good().to_string();
    let twice = text.replacen('{', "{\"version\":\"9.9.9\",", 1);
    for bytes in [&b""[..], b"null", b"[]", b"{", b"\xff", b"<html></html>", twice.as_bytes()] {
        assert_eq!(Manifest::decode(bytes), Err(ManifestError::Unreadable), "{bytes:?}");
    }
    let padded = |length: usize| format!("{text}{}", " ".repeat(length - text.len()));
    assert!(Manifest::decode(padded(MOST_BYTES).as_bytes()).is_ok());
    assert_eq!(Manifest::decode(padded(MOST_BYTES + 1).as_bytes()), Err(ManifestError::Unreadable));
}

fn names() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_-][A-Za-z0-9._-]{0,40}\\.exe"
}

proptest! {
    #[test]
    fn no_bytes_can_crash_the_decoder(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Manifest::decode(&bytes).is_err());
    }

    #[test]
    fn a_byte_that_changes_never_crashes_the_decoder(at: prop::sample::Index, byte: u8) {
        let mut bytes = good().to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = Manifest::decode(&bytes);
    }

    #[test]
    fn a_field_that_is_missing_is_named(at in 0_usize..8) {
        let mut manifest = good();
        let fields = manifest.as_object_mut().expect("an object");
        let name = fields.keys().nth(at).expect("eight fields").clone();
        fields.remove(&name);
        prop_assert!(matches!(decoded(&manifest), Err(ManifestError::Field(field)) if field == name));
    }

    #[test]
    fn a_manifest_is_read_back_as_it_was_written(
        numbers: (u16, u16, u16),
        seconds in 0_i64..4_000_000_000,
        span in 1..=100 * 86_400_i64,
        ledger in 1_u32..,
        size in 1..=MOST_PACKAGE,
        sha256: [u8; 32],
        name in names(),
    ) {
        let version = Version::new(numbers.0, numbers.1, numbers.2);
        let written = |second| jiff::Timestamp::from_second(second).expect("a time").to_string();
        let digits: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut manifest = good();
        manifest["version"] = json!(version.to_string());
        manifest["published"] = json!(written(seconds));
        manifest["expires"] = json!(written(seconds + span));
        manifest["smallest_ledger"] = json!(ledger);
        manifest["targets"]["windows-x64"] = json!({ "url": name, "size": size, "sha256": digits });
        let manifest = decoded(&manifest).expect("it is good");
        prop_assert_eq!(manifest.version, version);
        prop_assert_eq!(manifest.published, Timestamp(seconds * 1000));
        prop_assert_eq!(manifest.expires, Timestamp((seconds + span) * 1000));
        prop_assert_eq!(manifest.smallest_ledger, ledger);
        let package = manifest.package(Target::WindowsX64).expect("there is one");
        prop_assert_eq!((&package.name, package.size, package.sha256), (&name, size, sha256));
    }
}
