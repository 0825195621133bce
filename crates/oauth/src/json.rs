//! One JSON object, read without trust: no key twice, nothing after it, values looked at only when asked for.
//!
//! Values stay slices of the body, so a secret in it is not copied around and numbers never become floats.

use std::fmt;

use airtill_domain::web::without_mark;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The fields of one JSON object.
pub(crate) struct Fields<'a>(Vec<(String, &'a RawValue)>);

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

    /// The value, if it is a string.
    pub fn text(&self, key: &str) -> Option<String> {
        self.raw(key).and_then(|raw| serde_json::from_str(raw).ok())
    }

    /// The value, if it is an array of strings.
    pub fn texts(&self, key: &str) -> Option<Vec<String>> {
        self.raw(key).and_then(|raw| serde_json::from_str(raw).ok())
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
}
