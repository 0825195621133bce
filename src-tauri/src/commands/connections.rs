//! Connections, sign-in and float.
//!
//! A file that the person chooses is read here and interpreted behind the command, as is one whose text the page sends.
//! Nothing is stored before a yes.

use airtill_app::TillError;
use airtill_contract::{
    ConfirmImport, ConnectionView, Empty, ErrorCode, ForConnection, ForgetReport, ImportPreview, ImportsInLine,
    LineUpImports, MaybePreview, Nothing, ReadConnectionFile, SignInWithPassword,
};

use super::shell::{Outcome, Shell};
use crate::connection_file;

pub async fn choose_connection_file(shell: Shell, Empty {}: Empty) -> Outcome<MaybePreview> {
    let preview = match connection_file::choose(&shell.app).await {
        Ok(None) => None,
        Ok(Some((name, bytes))) => Some(shell.till.read_connection_file(&name, &bytes).await?),
        Err(error) => return Err(TillError::with(ErrorCode::BadConnectionFile, error.to_string())),
    };
    Ok(MaybePreview { preview })
}

pub async fn read_connection_file(shell: Shell, request: ReadConnectionFile) -> Outcome<ImportPreview> {
    shell.till.read_connection_file(&request.file_name, request.text.as_bytes()).await
}

pub async fn line_up_imports(shell: Shell, request: LineUpImports) -> Outcome<ImportsInLine> {
    Ok(shell.till.line_up_imports(request))
}

pub async fn confirm_import(shell: Shell, request: ConfirmImport) -> Outcome<ConnectionView> {
    shell.till.confirm_import(request).await
}

pub async fn remove_connection(shell: Shell, request: ForConnection) -> Outcome<Nothing> {
    shell.till.remove_connection(request).await
}

pub async fn sign_in_with_password(shell: Shell, request: SignInWithPassword) -> Outcome<ConnectionView> {
    shell.till.sign_in_with_password(request).await
}

pub async fn sign_out(shell: Shell, request: ForConnection) -> Outcome<ConnectionView> {
    shell.till.sign_out(request).await
}

pub async fn refresh_float(shell: Shell, request: ForConnection) -> Outcome<ConnectionView> {
    shell.till.refresh_float(request).await
}

pub async fn forget_this_computer(shell: Shell, Empty {}: Empty) -> Outcome<ForgetReport> {
    shell.till.forget_this_computer().await
}
