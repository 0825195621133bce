//! The head reader alone: bytes of any kind, in any pieces.

use proptest::prelude::*;

use super::super::head::{Asked, Place, read};
use super::PATH;

fn place() -> Place {
    Place { scheme: "http", host: "127.0.0.1:49152".into(), path: PATH.into() }
}

#[test]
fn a_head_is_not_judged_before_it_is_whole() {
    let head = format!("GET {PATH}?code=1 HTTP/1.1\r\nHost: 127.0.0.1:49152\r\nCookie: a=b\r\n\r\n");
    for end in 0..head.len() {
        assert_eq!(read(&head.as_bytes()[..end], &place()), None, "{end} bytes");
    }
    assert_eq!(read(head.as_bytes(), &place()), Some(Ok(Asked::Answer("code=1".into()))));
    let with_body = format!("{head}POST / HTTP/1.1\r\n\r\n");
    assert_eq!(read(with_body.as_bytes(), &place()), Some(Ok(Asked::Answer("code=1".into()))), "what follows is nobody's");
}

/// Pieces of which heads are made, right and wrong.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known: &[&[u8]] = &[
        b"GET ",
        b"HEAD ",
        b"POST ",
        b"/oauth/callback/juba",
        b"?code=1",
        b" HTTP/1.1",
        b"\r\n",
        b"\n",
        b"Host: 127.0.0.1:49152",
        b"Purpose: prefetch",
        b": ",
        b" ",
        b"\0",
        b"%",
        b"#",
    ];
    prop_oneof![prop::sample::select(known.to_vec()).prop_map(<[u8]>::to_vec), prop::collection::vec(any::<u8>(), 0..40)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000_000 / 16))]

    #[test]
    fn l10_no_bytes_whatever_make_the_reader_fail(pieces in prop::collection::vec(piece(), 0..16)) {
        let bytes = pieces.concat();
        let mut end = 0;
        // In pieces as they would arrive: each of them is a reading of its own.
        for piece in &pieces {
            end += piece.len();
            if let Some(Ok(Asked::Answer(query))) = read(&bytes[..end], &place()) {
                prop_assert!(!query.contains(['#', ' ', '\r', '\n', '\0']));
                prop_assert!(bytes.windows(PATH.len()).any(|part| part == PATH.as_bytes()));
            }
        }
    }
}
