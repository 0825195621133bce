//! The commands as the window calls them. Each passes on its arguments and shapes the outcome; nothing is decided here.
//!
//! The contract has the one list of them, with what each takes and gives. From it follow the routes below, the
//! permissions (`build.rs`), the capability file and the TypeScript (`cargo xtask bindings`): a command of the contract
//! without a function here, or with one of another type, does not compile, and a function that the contract does not
//! list is never used, which the compiler reports. No command holds a state of its own. All of them run as tasks of one
//! kind: Tauri would make a task of its own for each in a release.

mod about;
mod accounts;
mod connections;
mod esim;
mod practice;
mod selling;
mod shell;
mod updates;
mod window;

use std::pin::Pin;
use std::sync::Arc;

use airtill_app::{Till, TillError};
use airtill_contract::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tauri::ipc::{Invoke, InvokeBody, Response};
use tauri::{Manager, Wry};

use crate::error::answer;
use crate::practice::PracticeInside;

use about::*;
use accounts::*;
use connections::*;
use esim::*;
use practice::*;
use selling::*;
use shell::{Outcome, Shell};
use updates::*;
use window::*;

/// A command that goes on.
type UnderWay<T> = Pin<Box<dyn Future<Output = Outcome<T>> + Send>>;

/// Begins a command with the arguments that the window sent; its answer is JSON.
type Route = fn(Shell, &InvokeBody) -> UnderWay<String>;

/// The arguments of every command, as `ui/src/lib/ipc/client.ts` sends them.
#[derive(Deserialize)]
struct Arguments<Q> {
    request: Q,
}

macro_rules! routes {
    ($($name:ident($request:ty) -> $answer:ty),*) => {
        &[$((stringify!($name), |shell, sent| {
            begin::<$request, $answer>(shell, sent, |shell, request| Box::pin($name(shell, request)))
        })),*]
    };
}

/// Each command of the contract, in its order.
static ROUTES: &[(&str, Route)] = airtill_contract::with_all_commands!(routes);

/// Answers a command of the contract; false if it is none, or if there is no till.
pub fn answer_command(Invoke { message, resolver, .. }: Invoke<Wry>) -> bool {
    let Some((name, route)) = ROUTES.iter().find(|(name, _)| *name == message.command()) else { return false };
    let app = message.webview_ref().app_handle();
    let (Some(till), Some(practice)) = (app.try_state::<Till>(), app.try_state::<Arc<PracticeInside>>()) else {
        return false;
    };
    let shell = Shell { app: app.clone(), till: till.inner().clone(), practice: Arc::clone(&practice) };
    let work = route(shell, message.payload());
    resolver.respond_async(async move { Ok(Response::new(answer(name, work).await?)) });
    true
}

fn begin<Q: DeserializeOwned, A: Serialize + 'static>(
    shell: Shell,
    sent: &InvokeBody,
    command: fn(Shell, Q) -> UnderWay<A>,
) -> UnderWay<String> {
    match arguments(sent) {
        Ok(Arguments { request }) => {
            let work = command(shell, request);
            Box::pin(async move { written(&work.await?) })
        }
        Err(error) => Box::pin(std::future::ready(Err(error))),
    }
}

/// Reads what the window sent. Its error names no value: one could be a password.
fn arguments<T: DeserializeOwned>(sent: &InvokeBody) -> Outcome<T> {
    let read = match sent {
        InvokeBody::Json(value) => T::deserialize(value).ok(),
        InvokeBody::Raw(_) => None,
    };
    read.ok_or_else(|| TillError::with(ErrorCode::Internal, "the request of a command has another shape"))
}

fn written(answer: &impl Serialize) -> Outcome<String> {
    serde_json::to_string(answer).map_err(|error| TillError::with(ErrorCode::Internal, error.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_of_another_shape_is_refused_without_a_word_of_it() {
        let read = |sent: InvokeBody| arguments::<Arguments<SignInWithPassword>>(&sent).map(drop);
        let connection = json!({ "environment": "test", "id": "desk" });
        let whole = json!({ "request": { "connection": connection, "username": "amal", "password": "hush" } });
        assert!(read(InvokeBody::Json(whole)).is_ok());
        let odd = [
            InvokeBody::Json(
                json!({ "request": { "connection": connection, "username": "amal", "password": ["hush"] } }),
            ),
            InvokeBody::Json(json!({ "request": "hush" })),
            InvokeBody::Json(json!({ "password": "hush" })),
            InvokeBody::Raw(b"hush".to_vec()),
        ];
        for sent in odd {
            let error = read(sent).expect_err("it has another shape");
            assert_eq!(error.code, ErrorCode::Internal);
            assert!(!error.to_string().contains("hush"), "{error}");
        }
    }

    #[test]
    fn every_command_of_the_contract_has_one_route() {
        let routed: Vec<_> = ROUTES.iter().map(|(name, _)| *name).collect();
        assert_eq!(routed, COMMANDS);
    }
}
