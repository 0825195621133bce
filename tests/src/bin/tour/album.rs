//! The pictures of the tour, numbered as they are taken, and the window that they show.
//!
//! Pictures of an earlier tour are removed first, so that the folder shows this till. None is empty, and none equals
//! the one before: a step without a visible change is an error. A *moment* is a screen that the clerk meets four
//! hundred times a day: it is pictured in every [way](crate::ways) of seeing it.

use std::path::{Path, PathBuf};

use airtill_tests::clerk::{Clerk, OpenerScript};
use airtill_tests::window::{Launch, Picture};

use crate::forced_colours::ForcedColours;
use crate::stop::Stop;
use crate::ways::{self, USUAL};

/// How often a picture is taken again until it equals the one before; some screens never stand still.
const LOOKS: usize = 8;

/// The window, the folder and the next number.
pub struct Album {
    /// The person who walks.
    pub clerk: Clerk,
    /// The till's data folder.
    pub data: PathBuf,
    /// The browser of this computer, for the addresses that the till opens.
    pub opener: OpenerScript,
    folder: PathBuf,
    taken: usize,
    last: Option<Picture>,
    forced_colours: Option<ForcedColours>,
    /// Whether the system asks for stillness; then moments alone are pictured, once each.
    still: bool,
}

impl Album {
    /// Opens the till on an empty folder below `folder`, and an empty folder for the pictures.
    pub async fn open(folder: &Path) -> Result<Self, Stop> {
        let pictures = pictures();
        match std::fs::remove_dir_all(&pictures) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => std::fs::create_dir_all(&pictures)?,
        }
        let forced_colours = ForcedColours::open(USUAL).await?;
        if forced_colours.is_none() {
            println!("There is no Chromium here, so there are no pictures under forced colours.");
        }
        let (data, opener) = (folder.join("data"), OpenerScript::ending(folder, 0)?);
        let clerk = Clerk::of(Launch::on(&data)?.for_pictures().variable("PATH", opener.path())).await?;
        Ok(Self { clerk, data, opener, folder: pictures, taken: 0, last: None, forced_colours, still: false })
    }

    /// Closes the till, and opens another one on an empty folder below `folder`, on a system that asks for stillness.
    pub async fn reopen_still(self, folder: &Path) -> Result<Self, Stop> {
        let launch = ways::still(Launch::on(&folder.join("still"))?.for_pictures(), folder)?;
        let album = self.reopen(launch).await?;
        ways::is_still(&album.clerk).await?;
        Ok(Self { still: true, ..album })
    }

    /// Closes the till, and opens another one so.
    pub async fn reopen(mut self, launch: Launch) -> Result<Self, Stop> {
        self.clerk.window.close().await?;
        self.clerk = Clerk::of(launch).await?;
        Ok(Self { last: None, ..self })
    }

    /// Whether this is the album of a system without motion.
    pub fn is_still(&self) -> bool {
        self.still
    }

    /// Takes a picture of the window, once it shows something else than the last one, and prints its name.
    pub async fn take(&mut self, name: &str) -> Result<(), Stop> {
        if self.still {
            return Ok(());
        }
        self.picture(name).await
    }

    /// Takes pictures of one moment: as it is, and in every way that a person may see it.
    pub async fn moment(&mut self, name: &str) -> Result<(), Stop> {
        if self.still {
            return self.picture(&format!("reduced-motion-{name}")).await;
        }
        self.picture(name).await?;
        if let Some(forced_colours) = &self.forced_colours {
            let picture = forced_colours.draw(&self.clerk.window).await?;
            self.keep(&format!("forced-colours-{name}"), &picture)?;
        }
        self.in_each_way(name).await
    }

    /// Takes a picture in each way, of the beginning of the screen and, where text is large, of its end.
    async fn in_each_way(&mut self, name: &str) -> Result<(), Stop> {
        for (way, window, text) in ways::WAYS {
            ways::turn(&self.clerk, window, text).await?;
            ways::scroll(&self.clerk, false).await?;
            self.picture(&format!("{way}-{name}")).await?;
            if text > 100 && ways::scroll(&self.clerk, true).await? {
                self.picture(&format!("{way}-{name}-end")).await?;
            }
            ways::turn(&self.clerk, USUAL, 100).await?;
        }
        ways::scroll(&self.clerk, false).await?;
        Ok(())
    }

    /// Takes a picture of a part that soon disappears by itself: at once, and the next one may look the same.
    pub async fn glimpse(&mut self, name: &str) -> Result<(), Stop> {
        if self.still {
            return Ok(());
        }
        let picture = self.clerk.window.take_picture(|_| false).await?;
        self.last = None;
        self.keep(name, &picture)
    }

    /// Takes a picture without the checks of the album.
    pub async fn picture(&mut self, name: &str) -> Result<(), Stop> {
        let last = self.last.take();
        let mut picture = self.clerk.window.take_picture(|picture| last.as_ref() == Some(picture)).await?;
        // A large change reaches the screen piece by piece: the picture is whole when the next one is the same.
        for _ in 0..LOOKS {
            let again = self.clerk.window.take_picture(|_| false).await?;
            let is_whole = again == picture;
            picture = again;
            if is_whole {
                break;
            }
        }
        self.keep(name, &picture)?;
        self.last = Some(picture);
        Ok(())
    }

    fn keep(&mut self, name: &str, picture: &Picture) -> Result<(), Stop> {
        self.taken += 1;
        picture.save(&self.folder.join(format!("{:03}-{name}.png", self.taken)))?;
        println!("{:03} {}", self.taken, name.replace('-', " "));
        Ok(())
    }

    /// Closes the window as a person does and answers how many pictures there are.
    pub async fn close(self) -> Result<usize, Stop> {
        self.clerk.window.close().await?;
        Ok(self.taken)
    }
}

/// `target/tour`, below the target folder of this build.
fn pictures() -> PathBuf {
    let target =
        std::env::current_exe().ok().and_then(|program| program.parent().and_then(Path::parent).map(Path::to_path_buf));
    target.unwrap_or_else(|| PathBuf::from("target")).join("tour")
}
