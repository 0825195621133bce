//! How deeply a TOML text nests, counted before anything parses it.
//!
//! Brackets and dots count, except in comments and strings, where people may write what they like. A text that is not
//! TOML may be counted wrongly; the parser has a limit of its own and refuses it.

/// The deepest nesting of brackets and dotted keys in a file; the format itself needs two.
const MOST: usize = 16;

/// Whether it nests deeper than any connection file.
pub(super) fn is_beyond_reason(text: &str) -> bool {
    let mut rest = text.as_bytes();
    // For each bracket that is open, how many dots the key has that it is in.
    let mut open = vec![0_usize];
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'#' => rest = &after[after.iter().position(|byte| *byte == b'\n').unwrap_or(after.len())..],
            b'"' | b'\'' => rest = after_string(byte, after),
            b'[' | b'{' => open.push(0),
            b']' | b'}' if open.len() > 1 => drop(open.pop()),
            b'.' => *open.last_mut().expect("the first is never closed") += 1,
            b',' | b'\n' => *open.last_mut().expect("the first is never closed") = 0,
            _ => {}
        }
        if open.len() - 1 + open.iter().sum::<usize>() > MOST {
            return true;
        }
    }
    false
}

/// The text that follows a string whose first `quote` has been read.
fn after_string(quote: u8, mut rest: &[u8]) -> &[u8] {
    let three = [quote; 3];
    let many_lines = rest.starts_with(&three[1..]);
    if many_lines {
        rest = &rest[2..];
    }
    while let Some((&byte, after)) = rest.split_first() {
        if many_lines && rest.starts_with(&three) {
            // Up to two more belong to the string.
            let quotes = rest.iter().take(5).take_while(|byte| **byte == quote).count();
            return &rest[quotes..];
        }
        match byte {
            b'\\' if quote == b'"' => rest = after.get(1..).unwrap_or_default(),
            b'\n' if !many_lines => return rest,
            byte if byte == quote && !many_lines => return after,
            _ => rest = after,
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c02_brackets_and_dots_count_where_they_nest() {
        let arrays = |depth: usize| format!("x = {}{}", "[".repeat(depth), "]".repeat(depth));
        let tables = |depth: usize| format!("x = {}", "{y = ".repeat(depth));
        let dots = |depth: usize| format!("a{} = 1", ".a".repeat(depth));
        let header = |depth: usize| format!("[a{}]", ".a".repeat(depth - 1));
        let quoted = |depth: usize| format!("\"=#\"{} = 1", ".\"]\"".repeat(depth));
        for text in [arrays, tables, dots, header, quoted] as [fn(usize) -> String; 5] {
            assert!(!is_beyond_reason(&text(16)), "{}", text(16));
            assert!(is_beyond_reason(&text(17)), "{}", text(17));
            assert!(is_beyond_reason(&text(30_000)), "{}", text(17));
        }
        assert!(
            is_beyond_reason(&format!("x = {}", "[ # ]\n".repeat(17)))
                && is_beyond_reason(&format!("x = {}", "[\"]\",".repeat(17)))
        );
        assert!(is_beyond_reason(&format!("x = {}", "{a.b = ".repeat(9))), "both together");
    }

    #[test]
    fn brackets_in_comments_and_strings_are_no_nesting() {
        let (dots, brackets) = (".".repeat(100), "[".repeat(100));
        for text in [
            format!("# {dots} {brackets} \" ' \nformat = 1"),
            format!("name = \"{brackets} {dots}\""),
            format!("name = \"\\\"{brackets}\" # {brackets}"),
            format!("name = '{brackets}\\' # {brackets}"),
            format!("name = \"\" # {brackets}"),
            format!("name = \"\"\"\n{dots}\n\"\" \\\"\"\" {brackets}\"\"\"\"\" # {brackets}"),
            format!("name = '''\n{dots}\n{brackets}'''"),
            "a.b.c = 1.5\n".repeat(100),
            "x = [".to_owned() + &"1.5, ".repeat(100) + "]",
            "[a.b]\nc.d = { e.f = 1 }\n".repeat(100),
        ] {
            assert!(!is_beyond_reason(&text), "{text}");
        }
    }

    #[test]
    fn a_string_that_never_ends_ends_with_the_text() {
        for text in ["\"", "'", "\"\"\"", "'''", "\"\\", "\"\"\"\\", "\"\"\"\"", "#", "x = \"abc\n", "é\"é"] {
            assert!(!is_beyond_reason(text), "{text}");
        }
    }
}
