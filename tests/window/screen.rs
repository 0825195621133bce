//! A screen of a size of its own with a window manager, as people have one: windows get edges and positions there, come
//! to the front or do not, and are closed by the manager.
//!
//! Xvfb chooses its own free number. Both end with the screen, by their own process ids.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use airtill_tests::window::{LIMIT, Launch};

use crate::display::Display;

/// How often the manager is looked for.
const EVERY: Duration = Duration::from_millis(40);

/// A screen with openbox on it.
pub struct Screen {
    server: Child,
    manager: Option<Child>,
    name: String,
}

impl Screen {
    /// Opens a screen of this size and waits until windows are managed there.
    pub async fn open(width: u32, height: u32) -> Self {
        let mut server = quiet("Xvfb")
            .args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")])
            .stdout(Stdio::piped())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        let answer = server.stdout.take().expect("it has a pipe");
        // It writes one line when it accepts clients, and closes the pipe when it dies. It does not begin anew when its
        // only client for the moment leaves.
        BufReader::new(answer).read_line(&mut number).expect("it says which number it took");
        let mut screen = Self { server, manager: None, name: format!(":{}", number.trim()) };
        screen.manager = Some(
            quiet("openbox").arg("--sm-disable").env("DISPLAY", &screen.name).spawn().expect("openbox is installed"),
        );
        let managed = async {
            while !Display::on(Some(&screen.name)).is_some_and(|display| display.is_managed()) {
                tokio::time::sleep(EVERY).await;
            }
        };
        tokio::time::timeout(LIMIT, managed).await.expect("openbox manages the windows");
        screen
    }

    /// A till that opens its window here, in pictures that can be taken.
    pub fn launch(&self, data: &std::path::Path) -> Launch {
        Launch::on(data)
            .expect("a till is named")
            .for_pictures()
            .variable("DISPLAY", &self.name)
            .variable("GDK_BACKEND", "x11")
    }

    /// A panel of this height along the lower edge, which reserves its height from all windows until it is dropped.
    pub async fn panel(&self, height: u32) -> Display {
        let panel = self.display();
        let before = panel.work_area();
        panel.keep_a_strip(height);
        let kept = async {
            while panel.work_area() == before {
                tokio::time::sleep(EVERY).await;
            }
        };
        tokio::time::timeout(LIMIT, kept).await.expect("openbox keeps it free");
        panel
    }

    /// A connection to the display of this screen.
    pub fn display(&self) -> Display {
        Display::on(Some(&self.name)).expect("it is open")
    }
}

fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

impl Drop for Screen {
    fn drop(&mut self) {
        for process in self.manager.iter_mut().chain([&mut self.server]) {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
