//! The desktop shell: wiring only.
//!
//! It builds the window, gives the use cases the parts of this machine (clock, keyring, practice service, files,
//! events) and passes each command on. It makes no decision about business: a command that branches on it belongs in
//! the use cases.

mod about;
mod answering;
mod arguments;
mod browser;
mod calls;
mod clock;
mod closing;
mod commands;
mod company;
mod connection_file;
mod environment;
mod error;
mod events;
mod logging;
mod paths;
mod practice;
mod saved_file;
mod signature;
mod state;
mod system_program;
mod trust;
mod updates;
mod window;

use std::ffi::OsString;
use std::path::Path;

use tauri::{Manager, RunEvent, WindowEvent};
use tauri_plugin_single_instance::Builder as OneCopy;

use arguments::Arguments;
use calls::Calls;
use closing::Closing;

/// Runs the till until its window closes.
pub fn run() {
    logging::hide_panic_payloads();
    window::draw_without_a_graphics_card();
    let Arguments { practise, close, files } = Arguments::of_this_process();
    let folder = paths::data_folder();
    // First of all, so that the files are not lost if this process ends. A call would keep the till open.
    let call = if close { None } else { Calls::of(&folder).leave(&files).ok() };
    let mut context = tauri::generate_context!();
    let name = paths::name_of_copy(&context.config().identifier, &folder);
    if !cfg!(target_os = "linux") {
        context.config_mut().identifier.clone_from(&name);
    }
    // Before everything else, so that a second copy on this folder ends before it does anything.
    let one_copy = OneCopy::new().callback(|app, arguments, working| {
        let Arguments { close, files: named, .. } =
            Arguments::parse(arguments.into_iter().map(OsString::from), Path::new(&working));
        if close {
            closing::ask_if_idle(app);
        } else if closing::take_back(app) {
            window::bring_to_front(app);
            answering::answer_also(app, answering::that_left_none(app, named));
        }
    });
    // Another start can speak to this one as soon as the plug-in is there.
    let app = tauri::Builder::default()
        .manage(Closing::default())
        .plugin(named(one_copy, name).build())
        .plugin(tauri_plugin_dialog::init());
    let app = app.invoke_handler(commands::answer_command).setup(move |app| {
        if cfg!(windows) && tauri::webview_version().is_err() {
            if let Some(call) = call.filter(|_| files.is_empty()) {
                let _ = std::fs::remove_file(call);
            }
            window::refuse_without_web_view(app.handle());
            return Ok(());
        }
        match state::open(app.handle(), &folder, practise) {
            Ok(()) => {
                window::open(app.handle(), &folder, closing::ask)?;
                app.manage(Calls::of(&folder));
                answering::answer_also(app.handle(), if call.is_none() { files } else { Vec::new() });
            }
            Err(error) => {
                // No other copy is to answer a call that the message answers, unless there is a file to show.
                if let Some(call) = call.filter(|_| files.is_empty()) {
                    let _ = std::fs::remove_file(call);
                }
                window::refuse_to_start(app.handle(), &error, !files.is_empty());
            }
        }
        closing::follow_signals(app.handle());
        Ok(())
    });
    #[cfg(target_os = "macos")]
    let app = app.on_web_content_process_terminate(|view| window::page::fell(view.app_handle(), "it was terminated"));
    let app = match app.build(context) {
        Ok(app) => app,
        // The copy on this folder ended while it was addressed: the call waits for a new one.
        Err(tauri::Error::PluginInitialization(plugin, _)) if plugin == "single-instance" => {
            if !close {
                closing::start_anew(std::env::current_exe(), practise);
            }
            return;
        }
        Err(error) => panic!("the configuration was checked when this was built: {error}"),
    };
    // A copy that runs has been asked by now, in place of this one.
    if close {
        return;
    }
    app.run(|app, event| match event {
        RunEvent::Exit => closing::at_exit(app),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            let files: Vec<_> = urls.iter().filter_map(|url| url.to_file_path().ok()).collect();
            if app.try_state::<Calls>().is_some_and(|left| left.leave(&files).is_ok()) {
                answering::answer(app);
            }
        }
        RunEvent::WindowEvent { label, event, .. } if label == window::MAIN => match event {
            WindowEvent::CloseRequested { api, .. } => {
                api.prevent_close();
                closing::ask(app);
            }
            WindowEvent::Moved(_) | WindowEvent::Resized(_) => window::position::note(app),
            // A copy that could not reach this one may have left a file for it.
            WindowEvent::Focused(true) => answering::answer(app),
            _ => {}
        },
        RunEvent::Ready => {
            if let Some(window) = app.get_webview_window(window::MAIN) {
                let _ = window.set_focus();
            }
        }
        _ => {}
    });
}

/// On Linux the name is the plug-in's own; the other systems take it from the configuration.
#[cfg(target_os = "linux")]
fn named(copy: OneCopy<tauri::Wry>, name: String) -> OneCopy<tauri::Wry> {
    copy.dbus_id(name)
}

#[cfg(not(target_os = "linux"))]
fn named(copy: OneCopy<tauri::Wry>, _: String) -> OneCopy<tauri::Wry> {
    copy
}
