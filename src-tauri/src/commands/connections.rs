//! Connections, sign-in and float.
//!
//! A file that the person chooses is read here and interpreted behind the command, as is one whose text the page sends.
//! Nothing is stored before a yes.

use airtill_app::{Till, TillError};
use airtill_contract::{
    ConfirmImport, ConnectionView, Empty, ErrorCode, ForConnection, ForgetReport, ImportPreview, ImportsInLine,
    LineUpImports, MaybePreview, Nothing, ReadConnectionFile, SignInWithPassword,
};
use tauri::{AppHandle, State};

use crate::connection_file;
use crate::error::{Answer, answer};

#[tauri::command]
pub async fn choose_connection_file(app: AppHandle, till: State<'_, Till>, request: Empty) -> Answer<MaybePreview> {
    let Empty {} = request;
    let choosing = async {
        let preview = match connection_file::choose(&app).await {
            Ok(None) => None,
            Ok(Some((name, bytes))) => Some(till.read_connection_file(&name, &bytes).await?),
            Err(error) => return Err(TillError::with(ErrorCode::BadConnectionFile, error.to_string())),
        };
        Ok(MaybePreview { preview })
    };
    answer("choose_connection_file", choosing).await
}

#[tauri::command]
pub async fn read_connection_file(till: State<'_, Till>, request: ReadConnectionFile) -> Answer<ImportPreview> {
    answer("read_connection_file", till.read_connection_file(&request.file_name, request.text.as_bytes())).await
}

#[tauri::command]
pub async fn line_up_imports(till: State<'_, Till>, request: LineUpImports) -> Answer<ImportsInLine> {
    Ok(till.line_up_imports(request))
}

#[tauri::command]
pub async fn confirm_import(till: State<'_, Till>, request: ConfirmImport) -> Answer<ConnectionView> {
    answer("confirm_import", till.confirm_import(request)).await
}

#[tauri::command]
pub async fn remove_connection(till: State<'_, Till>, request: ForConnection) -> Answer<Nothing> {
    answer("remove_connection", till.remove_connection(request)).await
}

#[tauri::command]
pub async fn sign_in_with_password(till: State<'_, Till>, request: SignInWithPassword) -> Answer<ConnectionView> {
    answer("sign_in_with_password", till.sign_in_with_password(request)).await
}

#[tauri::command]
pub async fn sign_out(till: State<'_, Till>, request: ForConnection) -> Answer<ConnectionView> {
    answer("sign_out", till.sign_out(request)).await
}

#[tauri::command]
pub async fn refresh_float(till: State<'_, Till>, request: ForConnection) -> Answer<ConnectionView> {
    answer("refresh_float", till.refresh_float(request)).await
}

#[tauri::command]
pub async fn forget_this_computer(till: State<'_, Till>, request: Empty) -> Answer<ForgetReport> {
    let Empty {} = request;
    answer("forget_this_computer", till.forget_this_computer()).await
}
