//! The till in the few colours that a person has set in the system: the till's own page, drawn by Chromium.
//!
//! WebKitGTK has no forced colours, so these pictures are of the same page in another engine: the page is written to a
//! file with all typed text and the focus, and Chromium draws that file with the style sheet of the build. The colours
//! are those with which Chromium imitates a system. Without Chromium there are no such pictures, and the tour says so.

use std::path::{Path, PathBuf};

use airtill_tests::chromium::Chromium;
use airtill_tests::window::{Picture, Window};

use crate::stop::Stop;

/// Writes the page down.
const SNAPSHOT: &str = include_str!("snapshot.js");

/// Chromium, and the folder with what it draws.
pub struct ForcedColours {
    chromium: Chromium,
    folder: tempfile::TempDir,
}

impl ForcedColours {
    /// Opens Chromium, if this computer has it, beside a copy of what `ui/dist` is made of.
    pub async fn open((width, height): (u32, u32)) -> Result<Option<Self>, Stop> {
        let folder = tempfile::tempdir()?;
        copy_assets(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist/assets"), &folder.path().join("assets"))?;
        let Some(chromium) = Chromium::for_files(folder.path()).await.map_err(|error| error.to_string())? else {
            return Ok(None);
        };
        chromium.force_colours(width, height).await.map_err(|error| error.to_string())?;
        Ok(Some(Self { chromium, folder }))
    }

    /// Draws the window's present page.
    pub async fn draw(&self, window: &Window) -> Result<Picture, Stop> {
        let page = window.script(SNAPSHOT, vec![]).await?;
        let file = self.folder.path().join("page.html");
        std::fs::write(&file, beside_assets(page.as_str().unwrap_or_default()))?;
        let drawn = async {
            self.chromium.show(&file).await?;
            self.chromium.picture().await
        };
        drawn.await.map_err(|error| error.to_string().into())
    }
}

/// The page as a file: the files that it would load from a server lie beside it.
fn beside_assets(text: &str) -> String {
    text.replace("=\"/assets/", "=\"assets/").replace(" crossorigin=\"\"", "")
}

fn copy_assets(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)? {
        let file: PathBuf = file?.path();
        let Some(name) = file.file_name() else { continue };
        if file.extension().is_some_and(|extension| extension == "css") {
            std::fs::write(to.join(name), std::fs::read_to_string(&file)?.replace("url(/assets/", "url("))?;
        } else {
            std::fs::copy(&file, to.join(name))?;
        }
    }
    Ok(())
}
