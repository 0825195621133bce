//! An activation code as a picture, or as a page to print or to send.
//!
//! A picture holds the QR code with its quiet zone, black on white. A page holds the code, its text, and the words that
//! the window gives it in the person's language.

use airtill_contract::{ActivationCodeView, CodeFileFormat, EnvironmentView, SaveActivationCode};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

/// The side of one module in a picture, in pixels: a code of 33 modules is 492 pixels wide with its quiet zone.
const MODULE: usize = 12;
/// The quiet zone around a code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;
/// A4 in points.
const PAGE: (usize, usize) = (595, 842);
/// The most that the side of the code takes on a page, in points: 8 centimetres.
const SIDE: usize = 227;
const MARGIN: usize = 56;
/// Where the first line of text stands below the top of the code, and the distance of the lines, in points.
const TEXT: usize = SIDE + 40;
const LEADING: usize = 18;
/// The longest line of a page, in characters.
const LINE: usize = 84;
/// More would stand below the page.
const MOST_LINES: usize = 26;

/// A file with an activation code.
pub struct CodeFile {
    /// The name to offer. A picture is the code alone, so the name says its environment.
    pub name: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

impl CodeFile {
    /// The code as the request wants it; `None` where there is no code.
    pub(super) fn new(code: &ActivationCodeView, request: &SaveActivationCode) -> Option<Self> {
        let text = code.text.as_deref()?;
        let (ending, bytes) = match request.format {
            CodeFileFormat::Png => ("png", png(&code.rows)?),
            CodeFileFormat::Pdf => ("pdf", pdf(&code.rows, text, &request.lines)),
        };
        let environment = match request.connection.environment {
            EnvironmentView::Live => "live",
            EnvironmentView::Test => "test",
            EnvironmentView::Practice => "practice",
        };
        Some(Self { name: format!("esim-{environment}-{}.{ending}", code.iccid), bytes })
    }
}

/// The code in grey levels of one bit, 0 for black.
fn png(rows: &[String]) -> Option<Vec<u8>> {
    let width = (rows.len() + 2 * QUIET) * MODULE;
    let bytes_a_row = width.div_ceil(8);
    let mut pixels = vec![0xFF_u8; bytes_a_row * width];
    for (y, row) in rows.iter().enumerate() {
        for x in row.bytes().enumerate().filter(|(_, module)| *module == b'1').map(|(x, _)| x) {
            for pixel_y in (y + QUIET) * MODULE..(y + QUIET + 1) * MODULE {
                for pixel_x in (x + QUIET) * MODULE..(x + QUIET + 1) * MODULE {
                    pixels[pixel_y * bytes_a_row + pixel_x / 8] &= !(0x80 >> (pixel_x % 8));
                }
            }
        }
    }
    let side = u32::try_from(width).ok()?;
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
    Some(file)
}

/// One page: the code, its text, and the lines.
fn pdf(rows: &[String], text: &str, lines: &[String]) -> Vec<u8> {
    let [catalogue, pages, page, font, content] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut described = pdf.page(page);
    described.media_box(Rect::new(0.0, 0.0, points(PAGE.0), points(PAGE.1))).parent(pages).contents(content);
    described.resources().fonts().pair(Name(b"F"), font);
    described.finish();
    pdf.type1_font(font).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    let mut drawn = Content::new();
    let side = (SIDE / rows.len().max(1)).max(1);
    let top = PAGE.1 - MARGIN;
    for (y, row) in rows.iter().enumerate() {
        for x in row.bytes().enumerate().filter(|(_, module)| *module == b'1').map(|(x, _)| x) {
            let (left, bottom) = (MARGIN + x * side, top - (y + 1) * side);
            drawn.rect(points(left), points(bottom), points(side), points(side));
        }
    }
    drawn.fill_nonzero();
    let written = std::iter::once(text).chain(lines.iter().map(String::as_str)).flat_map(wrapped).take(MOST_LINES);
    for (number, line) in written.enumerate() {
        drawn.begin_text();
        drawn.set_font(Name(b"F"), 12.0);
        drawn.next_line(points(MARGIN), points(top - TEXT - number * LEADING));
        drawn.show(Str(&win_ansi(&line)));
        drawn.end_text();
    }
    pdf.stream(content, &drawn.finish());
    pdf.finish()
}

/// Whole points as the file writes them.
fn points(whole: usize) -> f32 {
    whole as f32
}

/// A line in pieces that fit the page, broken at spaces where that is possible.
fn wrapped(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for word in line.split(' ') {
        let last = all.last().map_or(0, |last| last.chars().count());
        if last > 0 && last + 1 + word.chars().count() > LINE {
            all.push(String::new());
        }
        for sign in word.chars() {
            if all.last().is_some_and(|last| last.chars().count() >= LINE) {
                all.push(String::new());
            }
            if let Some(last) = all.last_mut() {
                last.push(sign);
            }
        }
        if let Some(last) = all.last_mut() {
            last.push(' ');
        }
    }
    all.into_iter().map(|piece| piece.trim_end().to_owned()).collect()
}

/// The text in the code page of the font; a sign that it does not have is a question mark.
fn win_ansi(text: &str) -> Vec<u8> {
    let sign = |sign: char| match u32::from(sign) {
        code @ (0x20..=0x7E | 0xA0..=0xFF) => u8::try_from(code).unwrap_or(b'?'),
        0x20AC => 0x80,
        0x2018 => 0x91,
        0x2019 => 0x92,
        0x201C => 0x93,
        0x201D => 0x94,
        0x2013 => 0x96,
        0x2014 => 0x97,
        0x2026 => 0x85,
        0x0152 => 0x8C,
        0x0153 => 0x9C,
        _ => b'?',
    };
    text.chars().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<String> {
        ["101", "010", "111"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_picture_is_the_code_with_its_quiet_zone() {
        let file = png(&rows()).expect("it is drawn");
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a picture");
        let side = (3 + 2 * QUIET) * MODULE;
        assert_eq!((reader.info().width, reader.info().height), (side as u32, side as u32));
        let mut pixels = vec![0; reader.output_buffer_size().expect("a small picture")];
        reader.next_frame(&mut pixels).expect("its pixels");
        let is_black = |x: usize, y: usize| {
            let (x, y) = ((x + QUIET) * MODULE + 1, (y + QUIET) * MODULE + 1);
            pixels[y * side.div_ceil(8) + x / 8] & (0x80 >> (x % 8)) == 0
        };
        let drawn: Vec<String> =
            (0..3).map(|y| (0..3).map(|x| if is_black(x, y) { '1' } else { '0' }).collect()).collect();
        assert_eq!(drawn, rows());
        assert_eq!(pixels[0], 0xFF, "the quiet zone is white");
    }

    #[test]
    fn a_page_holds_the_code_its_text_and_the_words() {
        let file = pdf(&rows(), "LPA:1$h.example$A-B", &["Étape 1 : ouvrez les réglages.".to_owned()]);
        let text = String::from_utf8_lossy(&file);
        assert!(file.starts_with(b"%PDF-1."), "{text}");
        assert!(text.contains("(LPA:1$h.example$A-B)"), "{text}");
        assert_eq!(text.matches(" re\n").count(), 6, "one square a black module");
    }

    #[test]
    fn a_long_line_is_broken_at_its_spaces_and_loses_nothing() {
        let line = "word ".repeat(40) + &"x".repeat(100);
        let pieces = wrapped(&line);
        assert!(pieces.iter().all(|piece| piece.chars().count() <= LINE), "{pieces:?}");
        assert_eq!(pieces.concat().replace(' ', ""), line.replace(' ', ""));
    }
}
