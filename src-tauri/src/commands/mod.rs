//! The commands as the window calls them. Each passes on and gives the outcome its outer form; nothing is decided here.
//!
//! Their names are those of the contract; one that is missing there has no permission and is refused. None keeps a
//! state of its own.

mod accounts;
mod connections;
mod practice;
mod selling;
mod window;

use tauri::Wry;
use tauri::ipc::Invoke;

/// All commands of the contract, in its order.
pub fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        window::start,
        practice::practise,
        practice::practise_twice,
        practice::troubles,
        practice::float_troubles,
        practice::cause_float_trouble,
        connections::choose_connection_file,
        connections::read_connection_file,
        connections::line_up_imports,
        connections::confirm_import,
        connections::remove_connection,
        connections::sign_in_with_password,
        connections::sign_out,
        accounts::begin_browser_sign_in,
        accounts::begin_sign_in_test,
        accounts::browser_sign_in,
        accounts::more_sign_in_time,
        accounts::open_browser_again,
        accounts::sign_in_address,
        accounts::paste_sign_in_answer,
        accounts::go_on_without_pkce,
        accounts::switch_pkce_on,
        accounts::open_service_page,
        accounts::confirm_sign_in,
        accounts::cancel_browser_sign_in,
        accounts::set_client_secret,
        accounts::test_connection,
        accounts::listener_certificate,
        accounts::trust_certificate,
        accounts::distrust_certificate,
        accounts::refresh_person,
        accounts::look_up_user,
        accounts::create_user,
        accounts::countries,
        practice::sign_in_troubles,
        practice::switch_sign_in_trouble,
        connections::refresh_float,
        window::retry_keyring,
        window::remember_nothing,
        connections::forget_this_computer,
        window::set_text_size,
        window::window_failed,
        selling::check_number,
        selling::check_amount,
        selling::prepare_top_up,
        selling::send_top_up,
        selling::await_top_up,
        window::stay_open,
        selling::last_sales,
        selling::search_history,
        selling::sale_detail,
        selling::gather_evidence,
        selling::say_what_happened,
        selling::declare_again,
        selling::see_notices,
    ]
}
