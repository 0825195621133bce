//! The display itself, for messages of the system, which no driver of web pages can see: titles, the corner button, and
//! the window manager's acts on a window.
//!
//! It speaks to the X server directly and knows no page. Only the parts that the system shows beside the window are
//! read here.

use std::time::Duration;

use airtill_tests::window::LIMIT;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, ImageFormat, InputFocus, PropMode, Window,
    WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// How often the display is looked at while something is waited for.
const EVERY: Duration = Duration::from_millis(40);

/// A connection to an X display.
pub struct Display {
    connection: RustConnection,
    root: Window,
}

/// The position of a window with its edges, and its size, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stands {
    /// The distance from the left edge of the screen.
    pub x: i64,
    /// The distance from its upper edge.
    pub y: i64,
    /// The width with both edges.
    pub width: i64,
    /// The height with the title bar and the lower edge.
    pub height: i64,
}

impl Display {
    /// Connects to the display that `DISPLAY` names.
    pub fn open() -> Self {
        Self::on(None).expect("the tests have a display")
    }

    /// Connects to the display of this name.
    pub fn on(name: Option<&str>) -> Option<Self> {
        let (connection, screen) = RustConnection::connect(name).ok()?;
        let root = connection.setup().roots[screen].root;
        Some(Self { connection, root })
    }

    fn atom(&self, name: &str) -> u32 {
        self.connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }

    fn values(&self, window: Window, property: &str) -> Vec<u32> {
        let asked = self.connection.get_property(false, window, self.atom(property), AtomEnum::ANY, 0, 1024);
        let reported = asked.ok().and_then(|asked| asked.reply().ok());
        reported.and_then(|reported| reported.value32().map(Iterator::collect)).unwrap_or_default()
    }

    fn owner(&self, window: Window) -> Option<u32> {
        self.values(window, "_NET_WM_PID").first().copied()
    }

    /// The windows that this process shows, with their titles. A window that goes while it is looked at counts as gone.
    pub fn windows_of(&self, process: u32) -> Vec<(Window, String)> {
        let title = |window: Window| {
            let property = self
                .connection
                .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 1024)
                .ok()?
                .reply()
                .ok()?;
            Some(String::from_utf8_lossy(&property.value).into_owned())
        };
        // A window manager puts them into frames of its own, and lists them.
        let all = if self.is_managed() {
            self.values(self.root, "_NET_CLIENT_LIST")
        } else {
            self.connection.query_tree(self.root).unwrap().reply().unwrap().children
        };
        all.into_iter()
            .filter(|window| self.owner(*window) == Some(process))
            .filter_map(|window| Some((window, title(window)?)))
            .collect()
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

    /// How many windows of this process have the till's title: GTK has invisible ones of its own.
    pub fn titled(&self, process: u32) -> usize {
        self.windows_of(process).iter().filter(|(_, title)| title == "Airtill").count()
    }

    /// Whether a window manager is at work.
    pub fn is_managed(&self) -> bool {
        !self.values(self.root, "_NET_SUPPORTING_WM_CHECK").is_empty()
    }

    /// Asks the window manager to close the windows of this process, as its corner button and its key do.
    pub fn have_closed(&self, process: u32) {
        for (window, _) in self.windows_of(process) {
            let message = ClientMessageEvent::new(32, window, self.atom("_NET_CLOSE_WINDOW"), [0, 2, 0, 0, 0]);
            let to_the_manager = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
            let _ = self.connection.send_event(false, self.root, to_the_manager, message);
        }
        self.connection.flush().unwrap();
    }

    /// The process whose window is in front, with the focus.
    pub fn in_front(&self) -> Option<u32> {
        self.values(self.root, "_NET_ACTIVE_WINDOW").first().and_then(|window| self.owner(*window))
    }

    /// The position of the first window of this process.
    pub fn stands(&self, process: u32) -> Option<Stands> {
        let (window, _) = self.windows_of(process).into_iter().next()?;
        let size = self.connection.get_geometry(window).ok()?.reply().ok()?;
        let at = self.connection.translate_coordinates(window, self.root, 0, 0).ok()?.reply().ok()?;
        let edges: Vec<i64> = self.values(window, "_NET_FRAME_EXTENTS").into_iter().map(i64::from).collect();
        let [left, right, top, bottom] = edges[..] else { return None };
        Some(Stands {
            x: i64::from(at.dst_x) - left,
            y: i64::from(at.dst_y) - top,
            width: i64::from(size.width) + left + right,
            height: i64::from(size.height) + top + bottom,
        })
    }

    /// The upper left corner of the first window of this process now, pixel by pixel: the till's mark and nothing that
    /// moves.
    pub fn mark_of(&self, process: u32) -> Option<Vec<u8>> {
        let (window, _) = self.windows_of(process).into_iter().find(|(_, title)| title == "Airtill")?;
        let asked = self.connection.get_image(ImageFormat::Z_PIXMAP, window, 0, 0, 110, 110, u32::MAX).ok()?;
        Some(asked.reply().ok()?.data)
    }

    /// The area that the window manager leaves to windows: from the left, from the top, width and height, for each
    /// desktop.
    pub fn work_area(&self) -> Vec<u32> {
        self.values(self.root, "_NET_WORKAREA")
    }

    /// The smallest size that the first window of this process declares, inside its edges.
    pub fn smallest(&self, process: u32) -> Option<(u32, u32)> {
        let (window, _) = self.windows_of(process).into_iter().next()?;
        let hints = self.values(window, "WM_NORMAL_HINTS");
        Some((*hints.get(5)?, *hints.get(6)?))
    }

    /// Reserves a strip of this height at the lower edge of the screen, as a panel does, until this display is dropped.
    pub fn keep_a_strip(&self, height: u32) {
        let root = self.connection.get_geometry(self.root).unwrap().reply().unwrap();
        let top = i16::try_from(u32::from(root.height) - height).unwrap();
        let window = self.connection.generate_id().unwrap();
        let (look, class) = (CreateWindowAux::new(), WindowClass::INPUT_OUTPUT);
        self.connection
            .create_window(0, window, self.root, 0, top, root.width, height as u16, 0, class, 0, &look)
            .unwrap();
        let (dock, atom) = (self.atom("_NET_WM_WINDOW_TYPE_DOCK"), AtomEnum::ATOM);
        self.connection
            .change_property32(PropMode::REPLACE, window, self.atom("_NET_WM_WINDOW_TYPE"), atom, &[dock])
            .unwrap();
        self.connection
            .change_property32(
                PropMode::REPLACE,
                window,
                self.atom("_NET_WM_STRUT"),
                AtomEnum::CARDINAL,
                &[0, 0, 0, height],
            )
            .unwrap();
        self.connection.map_window(window).unwrap();
        self.connection.flush().unwrap();
    }

    /// Waits until the window manager brought this about. Each look causes an event there: openbox 3.6 puts requests that
    /// arrive while it starts into a queue of its own, and looks into that only when another event arrives.
    pub async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let (property, text) = (self.atom("AIRTILL_TEST_LOOKS"), AtomEnum::STRING);
        let brought_about = async {
            while !is_so() {
                self.connection.change_property8(PropMode::REPLACE, self.root, property, text, b"now").unwrap();
                self.connection.flush().unwrap();
                tokio::time::sleep(EVERY).await;
            }
        };
        tokio::time::timeout(LIMIT, brought_about).await.expect(what);
    }

    /// Whether the window manager has this window in its list.
    pub fn manages(&self, window: Window) -> bool {
        self.values(self.root, "_NET_CLIENT_LIST").contains(&window)
    }

    /// Shows a window of this size in the upper left corner, until this display is dropped.
    pub fn show(&self, width: u16, height: u16) -> Window {
        let window = self.connection.generate_id().unwrap();
        let (look, class) = (CreateWindowAux::new(), WindowClass::INPUT_OUTPUT);
        self.connection.create_window(0, window, self.root, 0, 0, width, height, 0, class, 0, &look).unwrap();
        self.connection.map_window(window).unwrap();
        self.connection.flush().unwrap();
        window
    }

    /// Puts a window of another program in front of all others, until this display is dropped.
    pub fn cover(&self) {
        let window = self.show(600, 400);
        let _ = self.connection.set_input_focus(InputFocus::PARENT, window, 0u32);
        self.connection.flush().unwrap();
    }
}
