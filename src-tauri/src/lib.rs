//! The desktop shell: wiring only.
//!
//! It builds the window, gives the use cases the machine they ask for (clock, keyring, practice service, files, events) and
//! passes each command on. It makes no decision about business: a command that branches on it belongs in the use cases.

mod arguments;
mod browser;
mod clock;
mod commands;
mod connection_file;
mod environment;
mod error;
mod events;
mod logging;
mod paths;
mod practice;
mod state;
mod trust;
mod window;

use std::path::Path;

use tauri::{Manager, RunEvent};
use tauri_plugin_window_state::StateFlags;

use arguments::Arguments;

/// Runs the till until its window closes.
pub fn run() {
    logging::hide_panic_payloads();
    window::draw_without_a_graphics_card();
    let arguments = Arguments::of_this_process();
    let folder = paths::data_folder();
    let window_state = tauri_plugin_window_state::Builder::default()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .with_filename(folder.join("window.json").to_string_lossy())
        .build();
    let app = tauri::Builder::default()
        // First, so that a second copy hands over its file and ends before it does anything else.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            window::bring_to_front(app);
            connection_file::open_all(app, Arguments::parse(arguments).files_seen_from(Path::new(&folder)));
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(window_state)
        .invoke_handler(commands::all())
        .setup(move |app| {
            match state::open(app.handle(), &folder, arguments.practise) {
                Ok(()) => {
                    window::open(app.handle(), &folder)?;
                    connection_file::open_all(app.handle(), arguments.files);
                }
                Err(fault) => window::refuse_to_start(app.handle(), &fault),
            }
            Ok(())
        })
        .build(tauri::generate_context!())
        .expect("the configuration was checked when this was built");
    app.run(|app, event| match event {
        RunEvent::Exit => state::close(app),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => connection_file::open_all(app, urls.iter().filter_map(|url| url.to_file_path().ok()).collect()),
        RunEvent::Ready => {
            if let Some(window) = app.get_webview_window(window::MAIN) {
                let _ = window.set_focus();
            }
        }
        _ => {}
    });
}
