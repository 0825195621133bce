//! The paths of the float: every row of `fixtures/twenty_one/float.table`, over a socket.
//!
//! The two public states of the service's document have it at two paths. The search is at most one further `GET`, and a
//! top-up is never part of it.

use std::path::Path;

use airtill_apis::twenty_one::{FloatPath, TopUpAnswer, TwentyOne};
use airtill_apis::{ApiError, Timeouts};
use airtill_domain::Environment;
use airtill_http::scripted::{Act, Server, answer};

use crate::rows::{act_of, body_of, rows, waits};
use crate::{SHORT, client, token, top_up};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/twenty_one");

fn word(path: FloatPath) -> &'static str {
    match path {
        FloatPath::BalanceV2 => "balancev2",
        FloatPath::Balance => "balance",
    }
}

#[tokio::test]
async fn every_row_of_the_table_holds_and_asks_no_path_twice() {
    let table = std::fs::read_to_string(Path::new(FOLDER).join("float.table")).expect("the table");
    let (mut count, mut wrong) = (0, Vec::new());
    for (number, columns) in rows(&table) {
        let [known, act, headers, body, further, further_headers, further_body, expected] = columns[..] else {
            panic!("line {number}: eight columns")
        };
        let known =
            [FloatPath::BalanceV2, FloatPath::Balance].into_iter().find(|path| word(*path) == known).expect("a path");
        let does = |act, headers, body| act_of(act, headers, body_of(Path::new(FOLDER), body));
        let then = if further == "-" { Act::Hang(Vec::new()) } else { does(further, further_headers, further_body) };
        let server = Server::start_in_turn(vec![does(act, headers, body), then]).await;
        let timeouts = if waits(act) || waits(further) { SHORT } else { Timeouts::default() };
        let ending = match TwentyOne::new(&server.url(""), Environment::Test, timeouts).balance(&token(), known).await {
            Ok(found) => format!("{} at {}", found.balance, word(found.path)),
            Err(ApiError::Denied { status, message }) => format!("refused with status {status}: {message}"),
            Err(error) => error.to_string(),
        };
        let asked: Vec<String> =
            server.seen().iter().map(|request| request.lines().next().unwrap_or_default().to_owned()).collect();
        let mut paths = vec![known];
        paths.extend((further != "-").then_some(known.other()));
        let should: Vec<_> =
            paths.into_iter().map(|path| format!("GET /airtime/api/subscriber/{} HTTP/1.1", word(path))).collect();
        if ending != expected || asked != should {
            wrong.push(format!("line {number}: ended as {ending}, not as {expected}; asked {asked:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 40, "the table was read");
}

#[tokio::test]
async fn t15_no_top_up_is_repeated_because_its_path_is_missing() {
    for status in [404, 405] {
        for body in ["404 page not found", r#"{"Error":true,"Message":"no route"}"#, ""] {
            let server =
                Server::start(Act::Answer(answer(status, "Content-Type: text/plain\r\n", body.as_bytes()))).await;
            let end = top_up(&client(&server.url(""))).await;
            assert!(
                matches!(end, TopUpAnswer::Unclear { .. } | TopUpAnswer::Declined { .. }),
                "{status} {body}: {end:?}"
            );
            assert_eq!(server.seen().len(), 1, "{status} {body}");
        }
    }
}
