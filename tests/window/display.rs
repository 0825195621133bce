//! The display itself, for messages of the system, which no driver of web pages can see: titles, and the corner button.
//!
//! It speaks to the X server directly and knows no page. Only what the system shows beside the window is asked for here.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, Window};
use x11rb::rust_connection::RustConnection;

/// The X display that `DISPLAY` names.
pub struct Display {
    connection: RustConnection,
    root: Window,
}

impl Display {
    /// Connects to it.
    pub fn open() -> Self {
        let (connection, screen) = RustConnection::connect(None).expect("the tests have a display");
        let root = connection.setup().roots[screen].root;
        Self { connection, root }
    }

    fn atom(&self, name: &str) -> u32 {
        self.connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }

    /// The windows that this process shows, with their titles. A window that goes while it is looked at counts as gone.
    pub fn windows_of(&self, process: u32) -> Vec<(Window, String)> {
        let pid = self.atom("_NET_WM_PID");
        let owner = |window: Window| {
            let property = self.connection.get_property(false, window, pid, AtomEnum::CARDINAL, 0, 1).ok()?.reply().ok()?;
            property.value32()?.next()
        };
        let title = |window: Window| {
            let property = self.connection.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 1024).ok()?.reply().ok()?;
            Some(String::from_utf8_lossy(&property.value).into_owned())
        };
        let all = self.connection.query_tree(self.root).unwrap().reply().unwrap().children;
        all.into_iter().filter(|window| owner(*window) == Some(process)).filter_map(|window| Some((window, title(window)?))).collect()
    }

    /// Asks every window of this process to close, as its corner button does.
    pub fn close_windows_of(&self, process: u32) {
        let (protocols, delete) = (self.atom("WM_PROTOCOLS"), self.atom("WM_DELETE_WINDOW"));
        for (window, _) in self.windows_of(process) {
            let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
            let _ = self.connection.send_event(false, window, EventMask::NO_EVENT, message);
        }
        self.connection.flush().unwrap();
    }
}
