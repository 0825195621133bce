//! The commands as the window calls them. Each passes on and gives the outcome its outer form; nothing is decided here.

mod connections;
mod practice;
mod selling;

use tauri::Wry;
use tauri::ipc::Invoke;

/// One handler for the commands of the contract, in its order.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        connections::start,
        practice::practise,
        practice::troubles,
        connections::choose_connection_file,
        connections::read_connection_file,
        connections::confirm_import,
        connections::remove_connection,
        connections::sign_in_with_password,
        connections::sign_out,
        practice::sign_in_troubles,
        practice::switch_sign_in_trouble,
        connections::refresh_float,
        connections::retry_keyring,
        connections::remember_nothing,
        connections::forget_this_computer,
        selling::check_number,
        selling::prepare_top_up,
        selling::send_top_up,
        selling::last_sales,
        selling::search_history,
        selling::sale_detail,
        selling::gather_evidence,
        selling::settle_doubt,
    ]
}
