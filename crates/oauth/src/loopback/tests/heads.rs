//! The head reader alone: bytes of any kind, in any pieces.
//!
//! No socket is needed: a head is bytes, and its meaning does not depend on how they came.

use super::super::head::{Asked, LONGEST_HEAD, ListenerAddress, Refusal, Refused, read};
use super::PATH;
use zeroize::Zeroizing;

fn expected() -> ListenerAddress {
    ListenerAddress { scheme: "http", host: "127.0.0.1:49152".into(), path: PATH.into() }
}

#[test]
fn a_head_is_not_judged_before_it_is_whole() {
    let head = format!("GET {PATH}?code=1 HTTP/1.1\r\nHost: 127.0.0.1:49152\r\nCookie: a=b\r\n\r\n");
    for end in 0..head.len() {
        assert_eq!(read(&head.as_bytes()[..end], &expected()), None, "{end} bytes");
    }
    assert_eq!(read(head.as_bytes(), &expected()), Some(Ok(Asked::Answer(Zeroizing::new("code=1".into())))));
    let endless = [head.as_bytes()[..head.len() - 2].to_vec(), vec![b'a'; LONGEST_HEAD]].concat();
    assert_eq!(read(&endless[..LONGEST_HEAD - 1], &expected()), None);
    assert_eq!(
        read(&endless[..LONGEST_HEAD], &expected()),
        Some(Err(Refused { why: Refusal::TooBig, by_head: false })),
        "one byte more is never read"
    );
    let with_body = format!("{head}POST / HTTP/1.1\r\n\r\n");
    assert_eq!(
        read(with_body.as_bytes(), &expected()),
        Some(Ok(Asked::Answer(Zeroizing::new("code=1".into())))),
        "the bytes behind it belong to no request"
    );
}

/// Numbers that look random and are the same every time (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % most
    }
}

#[test]
fn l10_a_million_inputs_do_not_make_the_reader_or_the_judge_fail() {
    let pieces: &[&[u8]] = &[
        b"GET ",
        b"HEAD ",
        b"POST ",
        b"/oauth/callback/juba",
        b"?code=",
        b"&state=",
        b"&error=",
        b"%",
        b"%00",
        b"+",
        b"#",
        b" HTTP/1.1",
        b"\r\n",
        b"\n",
        b"\r",
        b"Host: 127.0.0.1:49152",
        b"Purpose: prefetch",
        b"Sec-Fetch-Mode: navigate",
        b": ",
        b" ",
        b"\0",
        b"\xFF\xFE",
        b"\xC3\xA9",
        b"=",
        b"&",
        b"http://127.0.0.1:49152",
    ];
    let own = super::attempt("http://127.0.0.1:49152/oauth/callback/juba");
    let (mut dice, expected, mut answers) = (Dice(0x9E37_79B9_7F4A_7C15), expected(), 0);
    let mut bytes = Vec::new();
    for input in 0..1_000_000 {
        bytes.clear();
        // Half of them begin as a head should.
        if input % 2 == 0 {
            bytes.extend_from_slice(b"GET /oauth/callback/juba?");
        }
        for _ in 0..dice.below(12) {
            match dice.below(8) {
                0 => bytes.push(u8::try_from(dice.below(256)).unwrap()),
                _ => bytes.extend_from_slice(pieces[dice.below(pieces.len())]),
            }
        }
        if input % 4 == 0 {
            bytes.extend_from_slice(b" HTTP/1.1\r\nHost: 127.0.0.1:49152\r\n\r\n");
        }
        if let Some(Ok(Asked::Answer(query))) = read(&bytes, &expected) {
            answers += 1;
            assert!(!query.contains(['#', ' ', '\r', '\n', '\0']), "{query:?}");
            assert!(matches!(own.judge(&query), crate::authorization::Answer::NotOurs(_)), "nobody guesses a state");
        }
    }
    assert!(answers > 10_000, "only {answers} of them were heads: the others say little");
}
