//! Pictures of the window, and whether there is anything on them.
//!
//! A page that was just loaded can be photographed before its first frame: such a picture is taken again, and one that
//! stays empty is an error. The caller looks for the expected parts first.

use std::collections::HashMap;
use std::path::Path;

use super::{LIMIT, Window, WindowError};

/// A page with a single word on it has more colours than this, by the edges of its letters.
const FEWEST_COLOURS: usize = 24;
/// Of so many pixels at least one has another colour than most of them.
const ONE_IN: usize = 500;

/// A picture as it was taken.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    png: Vec<u8>,
}

impl Picture {
    /// The picture in these bytes, a PNG file.
    pub fn of(png: Vec<u8>) -> Self {
        Self { png }
    }

    /// Whether a person would call it empty: one colour, or next to nothing besides.
    ///
    /// # Errors
    /// It is no picture.
    pub fn is_blank(&self) -> std::io::Result<bool> {
        let odd = |error: png::DecodingError| std::io::Error::other(error);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&self.png)).read_info().map_err(odd)?;
        let mut pixels = vec![0; reader.output_buffer_size().ok_or(std::io::ErrorKind::OutOfMemory)?];
        let frame = reader.next_frame(&mut pixels).map_err(odd)?;
        let mut colours: HashMap<&[u8], usize> = HashMap::new();
        for pixel in pixels[..frame.buffer_size()].chunks_exact(frame.color_type.samples()) {
            *colours.entry(pixel).or_default() += 1;
        }
        let all: usize = colours.values().sum();
        let most = colours.values().max().copied().unwrap_or_default();
        Ok(colours.len() < FEWEST_COLOURS || (all - most) * ONE_IN < all)
    }

    /// Writes it as PNG; folders are made.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(&self, file: &Path) -> std::io::Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, &self.png)
    }
}

impl Window {
    /// Saves a picture of a window that was opened [for pictures](super::Launch::for_pictures), as it is painted now,
    /// as PNG; folders are made.
    ///
    /// # Errors
    /// When the window is gone, stays empty, or the file cannot be written.
    pub async fn picture(&self, file: &Path) -> Result<(), WindowError> {
        Ok(self.take_picture(|_| false).await?.save(file)?)
    }

    /// A picture of a window that was opened [for pictures](super::Launch::for_pictures), as it is painted now. One
    /// that is `unwanted`, as an empty one always is, is taken again.
    ///
    /// # Errors
    /// When the window is gone, or all pictures are unwanted until [`LIMIT`].
    pub async fn take_picture(&self, unwanted: impl Fn(&Picture) -> bool) -> Result<Picture, WindowError> {
        let taken = async {
            loop {
                self.painted().await?;
                let picture = Picture::of(self.client().screenshot().await?);
                if !picture.is_blank()? && !unwanted(&picture) {
                    return Ok(picture);
                }
                tokio::time::sleep(super::EVERY).await;
            }
        };
        match tokio::time::timeout(LIMIT, taken).await {
            Ok(picture) => picture,
            Err(_) => Err(WindowError::Waited {
                waited_for: "a picture with something new on it".to_owned(),
                shown: self.shown().await,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of this many pixels, each with the grey that `grey` gives.
    fn picture(grey: impl Fn(u32) -> u8) -> Picture {
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, 100, 100);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().expect("a head");
        writer.write_image_data(&(0..10_000).map(grey).collect::<Vec<_>>()).expect("pixels");
        writer.finish().expect("whole");
        Picture { png }
    }

    #[test]
    fn one_colour_or_a_few_specks_is_a_blank_picture_and_words_are_not() {
        assert!(picture(|_| 255).is_blank().expect("a picture"));
        assert!(picture(|at| if at < 10 { at as u8 } else { 255 }).is_blank().expect("a picture"));
        assert!(picture(|at| if at % 2 == 0 { 255 } else { 0 }).is_blank().expect("a picture"), "stripes are no words");
        assert!(!picture(|at| if at < 500 { at as u8 } else { 255 }).is_blank().expect("a picture"));
        assert!(Picture { png: b"no picture".to_vec() }.is_blank().is_err());
    }
}
