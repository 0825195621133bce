//! Every row of `fixtures/accounts/answers.table`, over a socket.
//!
//! An answer that is read wrongly gets a row in the table, and no code here.

use std::path::Path;
use std::time::Duration;

use airtill_apis::ApiError;
use airtill_apis::accounts::{Accounts, CreateUserError, FieldError, Role, User, UserAnswer, UserField};
use airtill_domain::{Environment, Timestamp};
use airtill_http::scripted::{Act, Server, answer};

use super::{EMAIL, password};
use crate::rows::{rows, scene};
use crate::{LIMIT, token};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/accounts");

fn told_error(error: &ApiError) -> String {
    let after = |wait: &Option<Duration>| wait.map_or(String::new(), |wait| format!(" {}", wait.as_secs()));
    match error {
        ApiError::Unauthorised => "unauthorised".to_owned(),
        ApiError::Offline { error } => format!("offline: {error}"),
        ApiError::Proxy { error } => error.to_string(),
        ApiError::Portal => "portal".to_owned(),
        ApiError::Certificate { error } => format!("certificate: {error}"),
        ApiError::Busy { retry_after } => format!("busy{}", after(retry_after)),
        ApiError::RateLimited { retry_after } => format!("rate limited{}", after(retry_after)),
        ApiError::BackingOff { left, .. } => format!("backing off {}", left.as_secs()),
        ApiError::Settings => "settings".to_owned(),
        ApiError::Denied { status, message } => format!("denied {status} {message}"),
        ApiError::Odd { error } => format!("odd: {error}"),
        ApiError::TooBig => "too big".to_owned(),
    }
}

fn told_user(user: &User) -> String {
    fn or_none(text: Option<impl ToString>) -> String {
        text.map_or("-".to_owned(), |text| text.to_string())
    }
    let time = |time: Option<Timestamp>| or_none(time.map(|Timestamp(millis)| millis));
    let role = match &user.role {
        Role::Default => "default".to_owned(),
        Role::Admin => "admin".to_owned(),
        Role::Other(word) => format!("other {word}").trim_end().to_owned(),
    };
    let names = format!("{} ({})", or_none(user.name.as_ref()), or_none(user.nickname.as_ref()));
    let gold = format!("{} {}", or_none(user.gold_to_send), or_none(user.gold_received));
    format!("{} {} {role}, {names}, {} {}, {gold}", user.id, user.email, time(user.created_at), time(user.updated_at))
}

fn told_fault(error: &FieldError) -> String {
    let field = match &error.field {
        UserField::Email => "email",
        UserField::Password => "password",
        UserField::Other(name) => name,
        UserField::Whole => "whole",
    };
    format!("{field} {}", error.message).trim_end().to_owned()
}

fn told_create_error(error: &CreateUserError) -> String {
    match error {
        CreateUserError::NotSent { error } => format!("not sent {}", error.word()),
        CreateUserError::Invalid { errors } if errors.is_empty() => "invalid".to_owned(),
        CreateUserError::Invalid { errors } => {
            format!("invalid: {}", errors.iter().map(told_fault).collect::<Vec<_>>().join("; "))
        }
        CreateUserError::Refused { reason } => format!("refused: {}", told_error(reason)),
        CreateUserError::Unknown { reason } => format!("unknown: {}", told_error(reason)),
    }
}

/// Makes the call of one row: its outcome in the words of the table, and everything that could be printed of it.
async fn call(client: &Accounts, call: &str) -> (String, String) {
    if call == "countries" {
        let end = client.countries(&token()).await;
        let told = match &end {
            Ok(list) => format!("{} countries, first {} {}", list.len(), list[0].code, list[0].name),
            Err(error) => told_error(error),
        };
        return (told, format!("{end:?}"));
    }
    if call == "create" {
        let end = client.create_user(EMAIL, &password()).await;
        let told = match &end {
            Ok(user) => format!("created {}", told_user(user)),
            Err(error) => told_create_error(error),
        };
        let printed = end.as_ref().err().map(chain).unwrap_or_default();
        return (told, format!("{end:?} {printed}"));
    }
    let id =
        call.strip_prefix("user ").and_then(|id| id.parse().ok()).expect("countries, create, or user and a number");
    let end = client.user(&token(), id).await;
    let told = match &end {
        Ok(UserAnswer::Asked(user)) => format!("asked {}", told_user(user)),
        Ok(UserAnswer::Other(user)) => format!("other {}", told_user(user)),
        Err(error) => told_error(error),
    };
    (told, format!("{end:?}"))
}

/// An error and all its causes, as a log would print them.
fn chain(error: &CreateUserError) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    causes.map(|cause| format!("{cause}: ")).collect()
}

#[tokio::test]
async fn every_row_of_the_table_holds_asks_once_and_shows_no_secret() {
    let table = std::fs::read_to_string(Path::new(FOLDER).join("answers.table")).expect("the table");
    let elsewhere = Server::start(Act::Answer(answer(200, "", b"{}"))).await;
    let (mut count, mut wrong) = (0, Vec::new());
    for (number, columns) in rows(&table) {
        let [name, act, headers, body, expected] = columns[..] else { panic!("line {number}: five columns") };
        let scene = scene(Path::new(FOLDER), act, headers, body, &elsewhere).await;
        let client = Accounts::new(&scene.base, Environment::Test, scene.timeouts);
        let ended = tokio::time::timeout(LIMIT, call(&client, name)).await;
        let (ending, printed) = ended.expect("the client's own limit ends it");
        let should_ask = usize::from(!matches!(act, "refused" | "stalled handshake" | "no tls"));
        if ending.trim_end() != expected || scene.asked() != should_ask {
            wrong.push(format!("line {number}: {name} {act} {headers} {body}\n    ended as {ending}, asked {} times, not as {expected}", scene.asked()));
        }
        let printed = printed.to_lowercase();
        assert!(
            !printed.contains("canary") && !ending.to_lowercase().contains("canary"),
            "line {number} shows a secret: {printed}"
        );
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 180, "the table was read");
    assert!(elsewhere.seen().is_empty(), "no redirect was followed");
}
