//! A virtual display whose picture can be read without asking it: Xvfb writes its frame buffer to a file.
//!
//! So both programs are watched alike, from outside and without their help. Every fourth line is read, which no text
//! and no button slips through, so that looking costs little of the measured time.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::FileExt;
use std::process::{Child, Command, Stdio};

use crate::measure::Fallible;

/// A small laptop's, large enough for the whole window.
const SCREEN: &str = "1280x900x24";
/// Of so many lines, one is read.
const STRIDE: u64 = 4;
/// A field of the header has four bytes, high byte first: the XWD format, version 7.
const HEADER_SIZE: usize = 0;
const HEIGHT: usize = 5;
const BYTES_PER_LINE: usize = 12;
const COLOURS: usize = 19;
const HEADER_FIELDS: usize = 25;
/// One entry of the colour map that lies between the header and the picture.
const COLOUR_BYTES: u64 = 12;

/// The display; dropping it ends it.
pub struct Screen {
    server: Child,
    name: String,
    buffer: File,
    first: u64,
    line: u64,
    lines: u64,
    // Last, so that it is removed after the server has ended.
    _folder: tempfile::TempDir,
}

/// The picture on the screen at one moment.
#[derive(PartialEq, Eq)]
pub struct Picture {
    bytes: Vec<u8>,
    line: usize,
}

impl Picture {
    /// Whether it shows more than empty areas: some line has at least three colours.
    pub fn shows_something(&self) -> bool {
        self.bytes.chunks(self.line).any(|line| {
            let mut pixels = line.chunks(4);
            let first = pixels.next();
            let second = pixels.by_ref().find(|pixel| Some(*pixel) != first);
            pixels.any(|pixel| Some(pixel) != first && Some(pixel) != second)
        })
    }
}

impl Screen {
    /// Starts a display that chooses its own number.
    pub fn start() -> Fallible<Self> {
        let folder = tempfile::tempdir()?;
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-fbdir"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut number = String::new();
        if let Some(answer) = server.stdout.take() {
            // It writes one line when it accepts clients, and closes the pipe if it dies: this wait ends.
            BufReader::new(answer).read_line(&mut number)?;
        }
        let mut screen = Self {
            server,
            name: format!(":{}", number.trim()),
            buffer: File::open(folder.path().join("Xvfb_screen0"))?,
            first: 0,
            line: 0,
            lines: 0,
            _folder: folder,
        };
        let mut header = [0; HEADER_FIELDS * 4];
        screen.buffer.read_exact_at(&mut header, 0)?;
        let field = |at: usize| {
            u64::from(u32::from_be_bytes([header[at * 4], header[at * 4 + 1], header[at * 4 + 2], header[at * 4 + 3]]))
        };
        screen.first = field(HEADER_SIZE) + field(COLOURS) * COLOUR_BYTES;
        screen.line = field(BYTES_PER_LINE);
        screen.lines = field(HEIGHT);
        Ok(screen)
    }

    /// The name by which programs address it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The picture that it shows now.
    pub fn picture(&self) -> Fallible<Picture> {
        let line = usize::try_from(self.line)?;
        let mut bytes = vec![0; line * usize::try_from(self.lines.div_ceil(STRIDE))?];
        for (into, number) in bytes.chunks_mut(line).zip((0..self.lines).step_by(usize::try_from(STRIDE)?)) {
            self.buffer.read_exact_at(into, self.first + number * self.line)?;
        }
        Ok(Picture { bytes, line })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have died by itself; either way nothing is left behind.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
