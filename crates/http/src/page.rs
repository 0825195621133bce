//! The class of a body by its look: nothing, a page for people, or text for a program.
//!
//! The status and the Bearer challenge decide before the content type does, because a server may call an empty answer a
//! page. Only a body that is a page can come from a network that wants to be signed in to.

/// The byte order mark of UTF-8, which some servers write before their JSON.
const MARK: &[u8] = b"\xEF\xBB\xBF";
/// By so many bytes XHTML has named itself: a declaration, a document type and comments stand before it.
const FIRST_LOOK: usize = 1024;

/// `body` without a byte order mark before it (RFC 8259 §8.1 allows a reader to ignore one).
pub fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(MARK).unwrap_or(body)
}

/// Whether there is nothing in `body` but white space and a byte order mark.
pub fn is_empty(body: &[u8]) -> bool {
    without_mark(body).trim_ascii().is_empty()
}

/// Whether `body` is a page for people: it holds something, and one of `content_types` says HTML or it looks like it.
/// XML that is no XHTML is written for programs: a gateway may refuse in it.
pub fn is_page<'a>(content_types: impl Iterator<Item = &'a [u8]>, body: &[u8]) -> bool {
    let declared = |value: &[u8]| {
        let kinds = String::from_utf8_lossy(value).to_ascii_lowercase();
        kinds
            .split(',')
            .map(str::trim_start)
            .any(|kind| kind.starts_with("text/html") || kind.starts_with("application/xhtml"))
    };
    !is_empty(body)
        && (looks_like_a_page(without_mark(body).trim_ascii_start()) || content_types.into_iter().any(declared))
}

fn looks_like_a_page(body: &[u8]) -> bool {
    let begins = body[..body.len().min(FIRST_LOOK)].to_ascii_lowercase();
    begins.starts_with(b"<") && (!begins.starts_with(b"<?xml") || begins.windows(5).any(|part| part == b"<html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t08_an_empty_body_is_no_page_under_any_content_type() {
        let html = || [&b"text/html; charset=utf-8"[..]].into_iter();
        for empty in [&b""[..], b" \r\n", b"\xEF\xBB\xBF", b"\xEF\xBB\xBF \n"] {
            assert!(is_empty(empty) && !is_page(html(), empty), "{empty:?}");
        }
        let xhtml = b"<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<HTML xmlns=\"x\">hotel</HTML>";
        assert!(
            is_page([&b"application/xml"[..]].into_iter(), xhtml) && is_page(std::iter::empty(), b"<h1>hotel</h1>")
        );
        for refused in [
            &b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"[..],
            b"\xEF\xBB\xBF<?XML version='1.0'?><error/>",
        ] {
            assert!(!is_page([&b"application/xml"[..]].into_iter(), refused), "{refused:?}");
        }
        assert!(is_page(html(), b"Welcome") && is_page(std::iter::empty(), b"\xEF\xBB\xBF <!doctype html>"));
        assert!(
            is_page([&b"application/json, Text/HTML"[..]].into_iter(), b"{}")
                && !is_page([&b"text/plain"[..]].into_iter(), b"{}")
        );
    }
}
