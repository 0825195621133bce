//! One JSON object or array, read without trust: no key twice, nothing after it, values looked at only when asked for.
//!
//! Values stay slices of the body, so a number is its own digits and never becomes a float, and a secret is not copied
//! around. Keys count by their exact spelling; unknown ones are ignored.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::page::without_mark;

/// The fields of one JSON object.
pub struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// Reads `body`, with or without a byte order mark; `None` if it is anything but one JSON object in UTF-8 with each
    /// key once.
    pub fn read(body: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(without_mark(body)).ok()?;
        serde_json::from_str(text).ok()
    }

    /// The value's JSON text; `None` where the key is missing or its value is `null`.
    pub fn raw(&self, key: &str) -> Option<&'a str> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value.get()).filter(|text| *text != "null")
    }

    /// Every key with its value's JSON text, in the order of the body.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.get()))
    }

    /// The value, if it is a string.
    pub fn text(&self, key: &str) -> Option<String> {
        self.raw(key).and_then(|raw| serde_json::from_str(raw).ok())
    }

    /// The value, if it is an array of strings.
    pub fn texts(&self, key: &str) -> Option<Vec<String>> {
        self.raw(key).and_then(|raw| serde_json::from_str(raw).ok())
    }

    /// Whether the value is `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.raw(key) == Some("true")
    }

    /// The value, if it is an integer in its shortest form.
    pub fn integer(&self, key: &str) -> Option<i64> {
        let raw = self.raw(key)?;
        raw.parse::<i64>().ok().filter(|value| value.to_string() == raw)
    }

    /// The value's text, if it is a decimal number or a string that holds nothing else.
    pub fn decimal(&self, key: &str) -> Option<String> {
        let raw = self.raw(key)?;
        let text = if raw.starts_with('"') { self.text(key)?.trim().to_owned() } else { raw.to_owned() };
        let plain = text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
        plain.then_some(text)
    }

    /// The value, if it is at most 64 ASCII digits, as a string or as a number.
    pub fn digits(&self, key: &str) -> Option<String> {
        self.decimal(key).filter(|text| text.len() <= 64 && text.bytes().all(|b| b.is_ascii_digit()))
    }
}

/// The JSON text of each element of an array; `None` for anything else.
pub fn elements(raw: &str) -> Option<Vec<&str>> {
    elements_within(raw, usize::MAX)
}

/// The JSON text of each element of an array of at most `most` elements; `None` for anything else. A longer array is
/// given up at its first element too many, so it takes no memory.
pub fn elements_within(raw: &str, most: usize) -> Option<Vec<&str>> {
    let mut read = serde_json::Deserializer::from_str(raw);
    let elements = Array { most }.deserialize(&mut read).ok()?;
    read.end().ok()?;
    Some(elements)
}

struct Array {
    most: usize,
}

impl<'de> DeserializeSeed<'de> for Array {
    type Value = Vec<&'de str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Array {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = array.next_element::<&'de RawValue>()? {
            if elements.len() == self.most {
                return Err(A::Error::custom("too many elements"));
            }
            elements.push(element.get());
        }
        Ok(elements)
    }
}

impl<'de> serde::Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields: Vec<(String, &'de RawValue)> = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if fields.iter().any(|(name, _)| *name == key) {
                        return Err(A::Error::custom("a key stands twice"));
                    }
                    fields.push((key, map.next_value()?));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t06_only_one_whole_object_with_each_key_once_is_read() {
        for bad in [
            &b""[..],
            b"null",
            b"[]",
            b"\"text\"",
            b"{",
            b"{\"a\":1",
            b"{\"a\":1}}",
            b"{\"a\":1} x",
            b"{\"a\":1,\"a\":1}",
            b"{\"a\":1,\"\\u0061\":2}",
            b"{\"a\":\"\xff\"}",
            b"\xef\xbb\xbf",
            b"\xef\xbb\xbf\xef\xbb\xbf{\"a\":1}",
            b"{\"a\":1}\xef\xbb\xbf",
            b"{'a':1}",
            b"{\"a\":1,}",
        ] {
            assert!(Fields::read(bad).is_none(), "{}", String::from_utf8_lossy(bad));
        }
        assert!(
            Fields::read(b"\xef\xbb\xbf {\"a\":1}").is_some_and(|f| f.raw("a") == Some("1")),
            "a byte order mark says nothing"
        );
        assert!(
            Fields::read(b" {\"a\": null , \"b\": [\"x\"]}\r\n")
                .is_some_and(|f| f.raw("a").is_none() && f.texts("b").is_some())
        );
    }

    #[test]
    fn an_array_is_read_whole_or_not_at_all() {
        assert_eq!(elements(" [1, \"x\" ,{\"a\":[2]}] "), Some(vec!["1", "\"x\"", "{\"a\":[2]}"]));
        assert_eq!((elements("[]"), elements_within("[]", 0)), (Some(Vec::new()), Some(Vec::new())));
        assert_eq!(elements_within("[1,2]", 2), Some(vec!["1", "2"]));
        assert_eq!(elements_within("[1,2,3]", 2), None, "too many");
        for bad in ["", "{}", "7", "null", "[1", "[1,]", "[1] 2", "[1]]"] {
            assert_eq!(elements(bad), None, "{bad}");
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        let body = br#"{"i":11,"s":"11","f":11.0,"z":-0,"e":1.1e1,"m":"940.30","b":true,"x":"1_0","r":2015120811353364601000001,"n":"-3"}"#;
        let fields = Fields::read(body).expect("an object");
        assert_eq!(fields.integer("i"), Some(11));
        for other in ["s", "f", "z", "e", "b", "missing"] {
            assert_eq!(fields.integer(other), None, "{other} is not written as an integer");
        }
        assert_eq!(fields.decimal("m").as_deref(), Some("940.30"));
        assert_eq!(fields.decimal("e").as_deref(), Some("1.1e1"));
        assert_eq!((fields.decimal("x"), fields.decimal("b")), (None, None));
        assert_eq!(fields.digits("r").as_deref(), Some("2015120811353364601000001"), "25 digits survive");
        assert_eq!((fields.digits("n"), fields.digits("f")), (None, None));
    }
}
