//! The protection of a sealed file: every byte, every position, every length.
//!
//! Any change of one byte, any other key, environment or position has to be found out. Files and keyrings are not here:
//! everything happens in memory.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

const HERE: InstallId = InstallId([7; 16]);

fn key() -> Key {
    Zeroizing::new([9; 32])
}

fn entry(binding: &str, slot: &str, secret: &str) -> Entry {
    Entry { binding: binding.to_owned(), slot: slot.to_owned(), secret: Secret::new(secret.to_owned()) }
}

fn sample() -> Vec<u8> {
    let entries = [
        entry("live|one|https://one.example/|till", "refresh-token", "first"),
        entry("live|two|https://two.example/|", "refresh-token", "other"),
    ];
    seal(Header { install_id: HERE, counter: 3 }, &entries, &key(), Environment::Live).unwrap()
}

fn opens(file: &[u8]) -> bool {
    open(file, &key(), Environment::Live).is_ok()
}

#[test]
fn v01_sealed_entries_open_again() {
    let (header, entries) = open(&sample(), &key(), Environment::Live).unwrap();
    assert_eq!(header, Header { install_id: HERE, counter: 3 });
    assert_eq!(
        entries.iter().map(|e| (e.slot.as_str(), e.secret.expose())).collect::<Vec<_>>(),
        [("refresh-token", "first"), ("refresh-token", "other")]
    );
}

#[test]
fn v01_every_flipped_bit_is_noticed() {
    let good = sample();
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut file = good.clone();
            file[at] ^= 1 << bit;
            assert!(!opens(&file), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn v01_a_file_cut_at_any_length_or_made_longer_is_refused() {
    let good = sample();
    for length in 0..good.len() {
        assert!(!opens(&good[..length]), "cut to {length}");
    }
    assert!(!opens(&[good.as_slice(), &[0]].concat()));
    assert!(!opens(&[good.as_slice(), good.as_slice()].concat()));
}

/// Puts a valid seal under altered bytes, so that the test reaches each box's own binding to its name.
fn sealed_again(mut body: Vec<u8>) -> Vec<u8> {
    let nonce = fresh_nonce().unwrap();
    let tag = encrypt(&cipher(&key()), &nonce, b"", &seal_associated_data(Environment::Live, &body));
    body.extend_from_slice(&nonce);
    body.extend_from_slice(&tag);
    body
}

#[test]
fn v01_entries_cannot_be_swapped() {
    let good = sample();
    let body = &good[..good.len() - NONCE - TAG];
    assert!(opens(&sealed_again(body.to_vec())), "the seal alone is well made");
    let boxed = NONCE + 4 + 5 + TAG;
    let first = 36 + 2 + "live|one|https://one.example/|till".len() + 1 + "refresh-token".len();
    let second = body.len() - boxed;
    let mut swapped = body.to_vec();
    swapped[first..first + boxed].copy_from_slice(&body[second..]);
    swapped[second..].copy_from_slice(&body[first..first + boxed]);
    assert_ne!(swapped, body);
    assert!(!opens(&sealed_again(swapped)));
    assert!(!opens(&sealed_again([body, &[0]].concat())), "nor does anything follow the last of them");
}

#[test]
fn v01_boxes_open_only_under_their_own_associated_data() {
    let (nonce, cipher) = (fresh_nonce().unwrap(), cipher(&key()));
    let associated_data = entry_associated_data(Environment::Live, HERE, "binding", "slot");
    let sealed = encrypt(&cipher, &nonce, b"secret", &associated_data);
    assert!(decrypt(&cipher, &nonce, &sealed, &associated_data).is_ok());
    let mut later = associated_data.clone();
    later["airtill entry".len() + 2] += 1;
    let others = [
        later,
        entry_associated_data(Environment::Test, HERE, "binding", "slot"),
        entry_associated_data(Environment::Live, InstallId([8; 16]), "binding", "slot"),
        entry_associated_data(Environment::Live, HERE, "bindin", "gslot"),
        entry_associated_data(Environment::Live, HERE, "bindings", "lot"),
        entry_associated_data(Environment::Live, HERE, "binding", "slop"),
    ];
    for other in others {
        assert!(decrypt(&cipher, &nonce, &sealed, &other).is_err());
    }
    assert!(open(&sample(), &key(), Environment::Practice).is_err(), "a vault does not open in another environment");
    assert!(open(&sample(), &Zeroizing::new([8; 32]), Environment::Live).is_err());
}

#[test]
fn v01_every_write_uses_fresh_nonces() {
    let mut seen = std::collections::HashSet::new();
    let at = 36 + 2 + "live|one|https://one.example/|till".len() + 1 + "refresh-token".len();
    for _ in 0..100 {
        let file = sample();
        assert!(seen.insert(file[at..at + NONCE].to_vec()), "a box's nonce came twice");
        let end = file.len() - TAG;
        assert!(seen.insert(file[end - NONCE..end].to_vec()), "the seal's nonce came twice");
    }
}

#[test]
fn v08_a_later_format_differs_from_damage_without_the_key() {
    let mut file = sample();
    file[9] = 2;
    assert_eq!(header(&file), Err(Unusable::Newer(2)));
    file[9] = 0;
    assert_eq!(header(&file), Err(Unusable::Damaged), "there never was a format 0");
    assert_eq!(header(b""), Err(Unusable::Damaged));
}

#[test]
fn the_file_shows_no_secret() {
    let file = sample();
    for secret in [b"first".as_slice(), b"other"] {
        assert!(!file.windows(secret.len()).any(|window| window == secret));
    }
}

#[test]
fn parts_too_long_for_the_format_are_measured_before() {
    let secret = |length: usize| Secret::new("x".repeat(length));
    assert_eq!(fits("b", "s", &secret(LONGEST_SECRET)), Ok(()));
    assert_eq!(fits("b", "s", &secret(LONGEST_SECRET + 1)), Err(("a secret", LONGEST_SECRET + 1)));
    assert_eq!(fits(&"b".repeat(65_536), "s", &secret(1)), Err(("a binding", 65_536)));
    assert_eq!(fits("b", &"s".repeat(256), &secret(1)), Err(("a slot", 256)));
}

#[test]
fn an_install_id_reads_only_what_it_writes() {
    assert_eq!(InstallId::parse(&HERE.text()), Some(HERE));
    for bad in ["", "07", &"g".repeat(32), &"é".repeat(16), &"0".repeat(33)] {
        assert_eq!(InstallId::parse(bad), None, "{bad}");
    }
}

proptest! {
    #[test]
    fn v01_no_bytes_crash_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!opens(&bytes));
        let _ = header(&bytes);
    }

    #[test]
    fn v01_no_sealed_nonsense_crashes_the_reader(rest in proptest::collection::vec(any::<u8>(), 0..200)) {
        // Under a valid seal, so that the parser is reached.
        let _ = opens(&sealed_again([sample()[..34].to_vec(), rest].concat()));
    }
}

#[test]
fn u05_format_1_stays_readable() {
    // Written by the first version of the program.
    let written = "61697274696c6c760001070707070707070707070707070707070000000000000003000200226c6976657c6f6e657c68747470733a2f2f6f6e652e65\
        78616d706c652f7c74696c6c0d726566726573682d746f6b656e458bfbe9206e561f1b19dbac0904a7ce44d313a50073a09c000000150471492c7d5c\
        de8e3de075c842f8678a9d21d6a7f4001e6c6976657c74776f7c68747470733a2f2f74776f2e6578616d706c652f7c0d726566726573682d746f6b65\
        6ebfbe28f83f78826dfbed76d19780d8b660b54f8a0a3def1c00000015bf50cbc441e64601d882972cc415997f980bacf1c6e032a5a8a779b83753ee\
        d9fec784deb95d0e7ca035cf962a002c793ad9a59ee1591c156fd37c7873";
    let file: Vec<u8> = written
        .as_bytes()
        .chunks_exact(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect();
    let (header, entries) = open(&file, &key(), Environment::Live).unwrap();
    assert_eq!(header, Header { install_id: HERE, counter: 3 });
    assert_eq!(entries[1].secret.expose(), "other");
}
