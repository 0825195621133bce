//! Every row of `fixtures/twenty_one/top_up.table`, over a socket.
//!
//! An answer that is read wrongly gets a row in the table, and no code here.

use std::path::Path;

use airtill_apis::twenty_one::{TopUpAnswer, TwentyOne};
use airtill_domain::{Environment, Money};
use airtill_http::scripted::{Act, Server, answer};

use crate::rows::{body_of, rows, scene};
use crate::top_up;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/twenty_one");

/// The outcome, in the words of the table.
fn outcome(answer: &TopUpAnswer) -> String {
    let float = |float: &Option<Money>| float.map_or("unknown".to_owned(), |float| float.to_string());
    match answer {
        TopUpAnswer::Confirmed { reference, float_after, .. } => {
            format!("confirmed {reference} float {}", float(float_after))
        }
        TopUpAnswer::Accepted { reference, code, float_after, .. } => {
            format!("accepted {reference} code {code} float {}", float(float_after))
        }
        TopUpAnswer::Refused { code, reason, reference, .. } => {
            format!("refused {code} {}{}", reason.word(), carried("reference", reference.as_ref()))
        }
        TopUpAnswer::Declined { reason, .. } => format!("declined {}", reason.word()),
        TopUpAnswer::TurnedAway { .. } => "turned away".to_owned(),
        TopUpAnswer::NotSent { error } => format!("not sent {}", error.word()),
        TopUpAnswer::Unclear { cause, code, reference, .. } => {
            format!(
                "unclear {}{}{}",
                cause.word(),
                carried("code", code.as_ref()),
                carried("reference", reference.as_ref())
            )
        }
    }
}

/// A value that the answer carried, in the words of the table.
fn carried(name: &str, value: Option<&impl std::fmt::Display>) -> String {
    value.map_or_else(String::new, |value| format!(" {name} {value}"))
}

/// The outcome of one row, and how often the server was asked.
async fn play(act: &str, headers: &str, body: &str, elsewhere: &Server) -> (String, usize) {
    let scene = scene(Path::new(FOLDER), act, headers, body, elsewhere).await;
    let client = TwentyOne::new(&scene.base, Environment::Test, scene.timeouts);
    (outcome(&top_up(&client).await), scene.asked())
}

#[tokio::test]
async fn every_row_of_the_table_holds_and_is_sent_once() {
    let table = std::fs::read_to_string(Path::new(FOLDER).join("top_up.table")).expect("the table");
    let elsewhere =
        Server::start(Act::Answer(answer(200, "", body_of(Path::new(FOLDER), "@top_up_delivered.json")))).await;
    let (mut count, mut wrong) = (0, Vec::new());
    for (number, columns) in rows(&table) {
        let [act, headers, body, expected] = columns[..] else { panic!("line {number}: four columns") };
        let (ending, asked) = play(act, headers, body, &elsewhere).await;
        let should_ask = usize::from(!expected.starts_with("not sent"));
        if ending != expected || asked != should_ask {
            wrong.push(format!(
                "line {number}: {act} {headers} {body}\n    ended as {ending}, asked {asked} times, not as {expected}"
            ));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 150, "the table was read");
    assert!(elsewhere.seen().is_empty(), "no redirect was followed");
}
