//! The one window, and the limits around it: it shows our own pages and nothing else, ever.
//!
//! No address but our own is ever navigated to, no second window opens, and a file that is dropped is read by the page.
//! The configuration and the capability limit the page's resources and calls.

mod geometry;
mod main_window;
pub mod page;
pub mod position;
mod remembered;
pub mod text_size;

use std::io::Write;
use std::path::{Path, PathBuf};

use airtill_app::FolderError;
use airtill_contract::TEXT_SIZES;
#[cfg(target_os = "linux")]
use gtk::prelude::*;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, LogicalPosition, LogicalSize, Manager, PhysicalPosition, Url, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder,
};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};

pub use main_window::MAIN;
use page::Falls;
use remembered::Remembered;

/// Microsoft's evergreen installer of the web view. `installers/windows/webview2.nsh` names it, too.
const WEB_VIEW_PAGE: &str = "https://go.microsoft.com/fwlink/p/?LinkId=2124703";

/// Has text and tables drawn by the processor, unless the environment says otherwise. Where the graphics card is
/// emulated, as in virtual machines and remote desktops, its programs would be compiled first; and with some drivers
/// WebKit shows an empty window. It is asked for by the environment, so before there is a second thread.
#[cfg(target_os = "linux")]
pub fn draw_without_a_graphics_card() {
    // A name without `=` is always taken.
    let _ = glib::setenv("WEBKIT_DISABLE_COMPOSITING_MODE", "1", false);
}

/// Does nothing: the web views of the other systems choose by themselves.
#[cfg(not(target_os = "linux"))]
pub fn draw_without_a_graphics_card() {}

/// Opens the window where it was left, with text in the same size. `close` closes the till, for a page that is given
/// up.
///
/// # Errors
/// The system gives no window.
pub fn open(app: &AppHandle, folder: &Path, close: fn(&AppHandle)) -> tauri::Result<()> {
    let remembered = Remembered::of(folder);
    let placed = position::on_monitors(&remembered.geometry(), app);
    let (size, smallest): (LogicalSize<f64>, LogicalSize<f64>) =
        (placed.size.to_logical(placed.scale), placed.smallest.to_logical(placed.scale));
    let mut window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Airtill")
        .inner_size(size.width, size.height)
        .min_inner_size(smallest.width, smallest.height)
        .maximized(placed.maximized)
        .data_directory(page_folder(app, folder))
        // Files are dropped on the page itself, which reads their text and never their path.
        .disable_drag_drop_handler()
        // The till has keys of its own for that, and remembers the chosen size.
        .zoom_hotkeys_enabled(false)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    if let Some((x, y)) = placed.at {
        let at: LogicalPosition<f64> = PhysicalPosition::new(x, y).to_logical(placed.scale);
        window = window.position(at.x, at.y);
    }
    let window = window.build()?;
    // The page is not loaded before this returns. The usual size is the web view's own.
    if remembered.text_size() != TEXT_SIZES[0] {
        text_size::show(&window, remembered.text_size());
    }
    app.manage(remembered);
    app.manage(Falls::new(close));
    page::watch(app);
    Ok(())
}

/// The folder in which the web view stores its own files. The one of Linux takes names in UTF-8 alone and makes up
/// another folder for any other, so it gets to such a folder through a link.
fn page_folder(app: &AppHandle, folder: &Path) -> PathBuf {
    let own = folder.join("window");
    #[cfg(target_os = "linux")]
    if own.to_str().is_none() {
        let linked = tempfile::Builder::new().prefix("airtill-").tempdir().and_then(|temporary| {
            airtill_files::make_private_folder(&own)?;
            let link = temporary.path().join("window");
            std::os::unix::fs::symlink(&own, &link)?;
            Ok((temporary, link))
        });
        match linked {
            Ok((temporary, link)) => {
                app.manage(temporary);
                return link;
            }
            Err(error) => tracing::warn!(%error, "the web view keeps its files beside the data folder"),
        }
    }
    let _ = app;
    own
}

/// Closes the window and remembers its position; it may be called from any thread.
pub fn leave(app: &AppHandle) {
    position::note(app);
    if let Some(remembered) = app.try_state::<Remembered>() {
        remembered.keep();
    }
    if let Some(window) = app.get_webview_window(MAIN) {
        let _ = window.hide();
    }
    // The link to an oddly named folder: a program that exits drops nothing.
    #[cfg(target_os = "linux")]
    if let Some(temporary) = app.try_state::<tempfile::TempDir>() {
        let _ = std::fs::remove_dir_all(temporary.path());
    }
}

/// Brings the window to the front, with the focus; it may be called from any thread.
pub fn bring_to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    // It is refused only by a program that is ending.
    let _ = app.run_on_main_thread(move || {
        let _ = window.unminimize();
        let _ = window.show();
        present(&window);
    });
}

/// Brings the window to the front. Desktops do not let a window in front of the one that was used last: GNOME's and its
/// like only announce that it wants attention. But the person's last act, in the browser or at an icon, is the reason
/// why it comes, so it comes with the present time. Without X11 the desktop decides. Tauri's own way also leaves a
/// minimised window where it is.
#[cfg(target_os = "linux")]
fn present(window: &WebviewWindow) {
    let Ok(shown) = window.gtk_window() else { return };
    match shown.window().and_then(|of_gdk| of_gdk.downcast::<gdkx11::X11Window>().ok()) {
        Some(on_x11) => shown.present_with_time(gdkx11::functions::x11_get_server_time(&on_x11)),
        None => shown.present(),
    }
}

/// Brings the window to the front in Tauri's own way.
#[cfg(not(target_os = "linux"))]
fn present(window: &WebviewWindow) {
    let _ = window.set_focus();
}

/// Shows why the till does not start, and the fate of a file that it was given; then ends.
pub fn refuse_to_start(app: &AppHandle, error: &FolderError, has_files: bool) {
    let ending = app.clone();
    let mut words = format!("{error}. Nothing was sent.");
    if has_files && matches!(error, FolderError::InUse { .. }) {
        words.push_str(" The file is shown in the window that is open, as soon as you go to it.");
    }
    // For a person who started it at a terminal; without one nobody reads it.
    let _ = writeln!(std::io::stderr(), "{words}");
    app.dialog().message(words).title("Airtill").kind(MessageDialogKind::Error).show(move |_| ending.exit(1));
}

/// Says that this computer cannot draw the window, shows the way on, and ends. Only Windows may come without its web
/// view; the installer says so as well, and a person may have gone on all the same.
pub fn refuse_without_web_view(app: &AppHandle) {
    let ending = app.clone();
    let words = "This computer lacks Microsoft Edge WebView2, which draws the window of Airtill. Nothing was sent. Get it \
                 from Microsoft, then start Airtill again.";
    let _ = writeln!(std::io::stderr(), "{words} {WEB_VIEW_PAGE}");
    let buttons = MessageDialogButtons::OkCancelCustom("Open Microsoft's page".to_owned(), "Close".to_owned());
    app.dialog().message(words).title("Airtill").kind(MessageDialogKind::Error).buttons(buttons).show(move |goes| {
        if goes {
            // A browser that cannot be opened is no reason to stay.
            let _ = open::that_detached(WEB_VIEW_PAGE);
        }
        ending.exit(1);
    });
}

/// The pages inside this program: `tauri://localhost`, which Windows calls `http://tauri.localhost`.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" => cfg!(windows) && url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w04_only_our_own_pages_are_ever_shown() {
        assert!(is_ours(&"tauri://localhost/index.html".parse().expect("an address")));
        for other in [
            "https://example.com",
            "http://localhost",
            "tauri://evil",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "javascript:1",
            "http://tauri.localhost:8080",
        ] {
            assert!(!is_ours(&other.parse().expect("an address")), "{other}");
        }
    }
    #[cfg(windows)]
    #[test]
    fn the_system_has_a_web_view_and_says_its_version() {
        let version = tauri::webview_version().expect("WebView2 is part of Windows");
        let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
        assert!(major.is_some_and(|major| major > 80), "{version}");
    }
}
