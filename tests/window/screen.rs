//! A screen of a size of its own with a window manager, as people have one: windows get edges and positions there, come
//! to the front or do not, and are closed by the manager.
//!
//! Xvfb chooses its own free number. Both end with the screen, by their own process ids.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use airtill_tests::window::Launch;

use crate::display::Display;

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
        // It says that it manages windows before it does so: a window of ours is waited for.
        let guest = screen.display();
        let window = guest.show(1, 1);
        guest.until("openbox manages the windows", || guest.is_managed() && guest.manages(window)).await;
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
        panel.until("openbox keeps it free", || panel.work_area() != before).await;
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
