//! The pictures of the tour, numbered as they are taken, and the window they are taken of.
//!
//! Pictures of an earlier tour are taken away first, so that what is in the folder is this till. None is empty, and none is
//! the same as the one before: a step that changes nothing on the screen was not seen.

use std::path::{Path, PathBuf};

use airtill_tests::clerk::{Clerk, OpenerScript};
use airtill_tests::window::{Launch, Picture};

use crate::Stop;

/// The window, the folder and the next number.
pub struct Album {
    /// Who walks.
    pub clerk: Clerk,
    /// The till's data folder.
    pub data: PathBuf,
    folder: PathBuf,
    taken: usize,
    last: Option<Picture>,
}

impl Album {
    /// Opens the till on an empty data folder, and an empty folder for the pictures; `opener` stands for the browser.
    pub async fn open(data: PathBuf, opener: &OpenerScript) -> Result<Self, Stop> {
        let folder = pictures();
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => std::fs::create_dir_all(&folder)?,
        }
        let clerk = Clerk::of(Launch::on(&data)?.for_pictures().variable("PATH", opener.path())).await?;
        Ok(Self { clerk, data, folder, taken: 0, last: None })
    }

    /// Takes a picture of the window, once it shows something else than the last one, and says so.
    pub async fn take(&mut self, name: &str) -> Result<(), Stop> {
        self.taken += 1;
        let file = self.folder.join(format!("{:02}-{name}.png", self.taken));
        let last = self.last.take();
        let picture = self.clerk.window.take_picture(|picture| last.as_ref() == Some(picture)).await?;
        picture.save(&file)?;
        self.last = Some(picture);
        println!("{:02} {}", self.taken, name.replace('-', " "));
        Ok(())
    }

    /// Closes the window as a person does and answers how many pictures there are.
    pub async fn close(self) -> Result<usize, Stop> {
        self.clerk.window.close().await?;
        Ok(self.taken)
    }
}

/// `target/tour`, wherever this build keeps its target.
fn pictures() -> PathBuf {
    let target = std::env::current_exe().ok().and_then(|program| program.parent().and_then(Path::parent).map(Path::to_path_buf));
    target.unwrap_or_else(|| PathBuf::from("target")).join("tour")
}
