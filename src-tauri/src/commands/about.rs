//! The program about itself: its build, its signature, its licences.
//!
//! Programs of the system and files are asked on a thread that may wait, so that the window never does. A signature
//! that is not known is an answer and no error; licences that are there and cannot be read are one.

use airtill_app::TillError;
use airtill_contract::{AboutView, Empty, ErrorCode, LicencesView, SignatureView};

use super::shell::{Outcome, Shell};
use crate::{about, signature};

pub async fn about(_: Shell, Empty {}: Empty) -> Outcome<AboutView> {
    Ok(about::view())
}

pub async fn signature(_: Shell, Empty {}: Empty) -> Outcome<SignatureView> {
    apart(signature::of_this_program).await
}

pub async fn licences(_: Shell, Empty {}: Empty) -> Outcome<LicencesView> {
    let text = apart(about::licences).await?;
    let text = text.map_err(|error| TillError::with(ErrorCode::Internal, format!("the licences: {error}")))?;
    Ok(LicencesView { text })
}

async fn apart<T: Send + 'static>(work: fn() -> T) -> Outcome<T> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.map_err(|error| TillError::with(ErrorCode::Internal, error.to_string()))
}
