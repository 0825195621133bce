//! Values with secrets in them, written as the text that a vault stores.
//!
//! The text is measured before it is written: a buffer that grows leaves unwiped copies of what it held behind. Reading
//! back is its callers' business, because what they read has a form of its own.

use std::io;

use airtill_domain::Secret;
use serde::Serialize;

/// The JSON of `value`; it is nowhere else in memory.
pub fn written(value: &impl Serialize) -> Secret {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value).expect("plain fields into a counter");
    let mut text = Vec::with_capacity(length.0);
    serde_json::to_writer(&mut text, value).expect("plain fields into memory");
    Secret::new(String::from_utf8(text).expect("JSON is UTF-8"))
}

/// Counts what it is given.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_measured_to_the_byte() {
        let value =
            serde_json::json!({ "key": "a \"b\" \u{1F511}\n", "ends": -5, "rest": [null, true, "x".repeat(10_000)] });
        let mut length = Length(0);
        serde_json::to_writer(&mut length, &value).unwrap();
        let text = written(&value);
        assert_eq!((text.expose(), text.expose().len()), (value.to_string().as_str(), length.0));
    }
}
