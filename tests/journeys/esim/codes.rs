//! The code for the counter.
//!
//! The SIM is looked up before the code is shown; another program reads the drawn code again.

use airtill_contract::*;
use airtill_tests::world::Shop;

/// Reads a picture of so many pixels with a decoder that shares nothing with the programs that drew it.
fn decoded(width: usize, height: usize, is_black: impl Fn(usize, usize) -> bool) -> String {
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| if is_black(x, y) { 0 } else { 255 });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().expect("it can be read").1
}

/// The code of the window, drawn with squares of four pixels and its quiet zone.
fn decoded_rows(rows: &[String]) -> String {
    const QUIET: usize = 4;
    const SIDE: usize = 4;
    let width = (rows.len() + 2 * QUIET) * SIDE;
    decoded(width, width, |x, y| {
        let row = (y / SIDE).checked_sub(QUIET).and_then(|y| rows.get(y));
        row.and_then(|row| row.as_bytes().get((x / SIDE).wrapping_sub(QUIET))) == Some(&b'1')
    })
}

/// The code of a saved picture, which also has the size and the quiet zone that a counter needs.
fn decoded_picture(file: &[u8]) -> String {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a picture");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a small picture")];
    let frame = reader.next_frame(&mut pixels).expect("its pixels");
    assert_eq!((frame.color_type, frame.bit_depth), (png::ColorType::Grayscale, png::BitDepth::Eight));
    let (width, height) = (frame.width as usize, frame.height as usize);
    let is_black = |x: usize, y: usize| pixels[y * frame.line_size + x] < 128;
    let first = (0..width).find(|at| is_black(*at, *at)).expect("something is drawn");
    let finder = (first..width).take_while(|x| is_black(*x, first)).count();
    assert!(width >= 320 && width == height, "{width} x {height}");
    assert!(first * 7 >= finder * 4, "a quiet zone of four modules: {first} pixels beside a finder of {finder}");
    decoded(width, height, is_black)
}

/// The code of a saved page: its filled rectangles (`x y width height re`), a pixel a point.
fn decoded_page(file: &[u8]) -> String {
    const PAGE: (usize, usize) = (595, 842);
    let text = String::from_utf8_lossy(file);
    let mut black = vec![false; PAGE.0 * PAGE.1];
    for line in text.lines().filter_map(|line| line.strip_suffix(" re")) {
        let numbers: Vec<usize> = line.split(' ').map(|number| number.parse().expect("whole points")).collect();
        let [left, bottom, width, height] = numbers[..] else { panic!("no rectangle: {line}") };
        for y in bottom..bottom + height {
            black[(PAGE.1 - 1 - y) * PAGE.0..][left..left + width].fill(true);
        }
    }
    decoded(PAGE.0, PAGE.1, |x, y| black[y * PAGE.0 + x])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawn_code_reads_as_the_text_of_the_activation_code() {
    let shop = Shop::open().await;
    let sale = shop.sell_to_the_end("amal@shop.example").await;
    let code = shop.code(&sale.esim.unwrap().iccid).await.unwrap();
    let text = code.text.clone().expect("a released SIM has a code");
    assert_eq!(text, format!("LPA:1${}${}", code.server.unwrap(), code.matching_id.unwrap()));
    assert_eq!(decoded_rows(&code.rows), text);
    assert!(code.apple_link.unwrap().ends_with(&url_encoded(&text)));
    assert!(code.android_link.unwrap().ends_with(&url_encoded(&text)));
    shop.close().await;
}

fn url_encoded(text: &str) -> String {
    text.replace(':', "%3A").replace('$', "%24")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sim_is_looked_up_before_its_code_is_shown() {
    let shop = Shop::open().await;
    for (iccid, status) in
        [("8944474000000000172", SimStatusView::Downloaded), ("8944474000000000180", SimStatusView::Installed)]
    {
        let code = shop.code(iccid).await.unwrap();
        assert_eq!((code.status, code.text.is_some()), (status, true), "{iccid}");
    }
    for iccid in ["8944474000000000198", "8944474000000000206"] {
        let code = shop.code(iccid).await.unwrap();
        assert_eq!((code.status, code.text, code.rows), (SimStatusView::Unavailable, None, Vec::new()), "{iccid}");
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_picture_and_a_saved_page_read_as_the_activation_code() {
    let shop = Shop::open().await;
    let sale = shop.sell_to_the_end("amal@shop.example").await;
    let iccid = sale.esim.unwrap().iccid;
    let text = shop.code(&iccid).await.unwrap().text.expect("a released SIM has a code");
    for (format, ending) in [(CodeFileFormat::Png, "png"), (CodeFileFormat::Pdf, "pdf")] {
        let request = SaveActivationCode {
            connection: shop.reseller.key.clone(),
            iccid: iccid.clone(),
            format,
            lines: vec!["1. Open the settings.".to_owned()],
        };
        let file = shop.world.till().activation_code_file(request).await.unwrap();
        assert_eq!(file.name, format!("esim-test-{iccid}.{ending}"), "the name says the environment");
        let read = match format {
            CodeFileFormat::Png => decoded_picture(&file.bytes),
            CodeFileFormat::Pdf => decoded_page(&file.bytes),
        };
        assert_eq!(read, text, "{ending}");
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_matching_id_is_written_to_disk_or_log() {
    let shop = Shop::open().await;
    let sale = shop.sell_to_the_end("amal@shop.example").await;
    let code = shop.code(&sale.esim.unwrap().iccid).await.unwrap();
    shop.world.secrets.lock().unwrap().push(code.matching_id.expect("a code"));
    // Closing looks for secrets in every file, answer and line of the log.
    shop.close().await;
}
