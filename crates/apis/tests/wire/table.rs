//! Every row of `fixtures/twenty_one/top_up.table`, over a socket.

use std::path::Path;

use airtill_apis::Timeouts;
use airtill_apis::twenty_one::{TopUpAnswer, TwentyOne};
use airtill_domain::{Environment, Money};
use tokio::net::TcpListener;
use url::Url;

use crate::server::{Act, Server, answer, head};
use crate::{SHORT, SHORT_CONNECT, top_up};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/twenty_one");
const CAP: usize = 64 * 1024;

/// The ending, in the words of the table.
fn told(answer: &TopUpAnswer) -> String {
    let float = |float: &Option<Money>| float.map_or("unknown".to_owned(), |float| float.to_string());
    match answer {
        TopUpAnswer::Confirmed { reference, float_after, .. } => format!("confirmed {reference} float {}", float(float_after)),
        TopUpAnswer::Accepted { reference, code, float_after, .. } => format!("accepted {reference} code {code} float {}", float(float_after)),
        TopUpAnswer::Refused { code, reason, .. } => format!("refused {code} {}", reason.word()),
        TopUpAnswer::Declined { reason, .. } => format!("declined {}", reason.word()),
        TopUpAnswer::TurnedAway { .. } => "turned away".to_owned(),
        TopUpAnswer::NotSent { fault } => format!("not sent {}", fault.word()),
        TopUpAnswer::Unclear { cause, .. } => format!("unclear {}", cause.word()),
    }
}

fn body_of(column: &str) -> Vec<u8> {
    if let Some(file) = column.strip_prefix('@') {
        return std::fs::read(Path::new(FOLDER).join(file)).expect("a fixture of the folder");
    }
    if let Some(hex) = column.strip_prefix("hex:") {
        return (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex digits")).collect();
    }
    if column == "-" { Vec::new() } else { column.as_bytes().to_vec() }
}

fn act_of(act: &str, headers: &str, mut body: Vec<u8>) -> Act {
    let (status, manner) = act.split_once(' ').unwrap_or((act, ""));
    let Ok(status) = status.parse::<u16>() else {
        return match act {
            "close" => Act::Answer(Vec::new()),
            "reset" => Act::Reset(Vec::new()),
            "garbage" => Act::Answer(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()),
            "half head" => Act::Answer(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()),
            "endless head" => Act::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: and more\r\n".to_vec()),
            "endless continue" => Act::Endless(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
            "silence" => Act::Hang(Vec::new()),
            "stalled handshake" => Act::Raw(None),
            "no tls" => Act::Raw(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
            other => panic!("the table has no act {other}"),
        };
    };
    let early = [head(status, headers, body.len() + 100).as_slice(), &body].concat();
    match manner {
        "" => Act::Answer(answer(status, headers, &body)),
        "chunked" => {
            let start = format!("HTTP/1.1 {status} Status\r\nTransfer-Encoding: chunked\r\n{headers}\r\n{:x}\r\n", body.len());
            Act::Answer([start.as_bytes(), &body, b"\r\n0\r\n\r\n"].concat())
        }
        "full" | "over" => {
            body.resize(if manner == "full" { CAP } else { CAP + 1 }, b' ');
            Act::Answer(answer(status, headers, &body))
        }
        "cut" => Act::Answer(early),
        "reset" => Act::Reset(early),
        "hang" => Act::Hang(early),
        "endless" => Act::Endless(format!("HTTP/1.1 {status} Status\r\n\r\n").into_bytes(), vec![b' '; 1024]),
        other => panic!("the table has no manner {other}"),
    }
}

/// What one row comes to, and how often the server was asked.
async fn play(act: &str, headers: &str, body: &str, elsewhere: &Server) -> (String, usize) {
    let headers: String = match headers {
        "-" => String::new(),
        lines => lines.split(" ;; ").map(|line| format!("{}\r\n", line.replace("{elsewhere}", elsewhere.url("/").as_str()))).collect(),
    };
    if act == "refused" {
        let port = TcpListener::bind("127.0.0.1:0").await.expect("a free port").local_addr().expect("an address");
        let base = Url::parse(&format!("http://{port}")).expect("an address");
        return (told(&top_up(&crate::client(&base)).await), 0);
    }
    let server = Server::start(act_of(act, &headers, body_of(body))).await;
    let base = if matches!(act, "stalled handshake" | "no tls") { server.secure_url() } else { server.url("") };
    let timeouts = match act {
        "stalled handshake" => SHORT_CONNECT,
        "silence" | "endless continue" => SHORT,
        _ if act.ends_with("hang") => SHORT,
        _ => Timeouts::default(),
    };
    let client = TwentyOne::new(&base, Environment::Test, timeouts);
    (told(&top_up(&client).await), server.seen().len())
}

#[tokio::test]
async fn every_row_of_the_table_ends_as_it_says_and_is_sent_once() {
    let table = std::fs::read_to_string(Path::new(FOLDER).join("top_up.table")).expect("the table");
    let elsewhere = Server::start(Act::Answer(answer(200, "", &body_of("@top_up_delivered.json")))).await;
    let (mut rows, mut wrong) = (0, Vec::new());
    for (number, line) in table.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let columns: Vec<&str> = line.split(" | ").collect();
        let [act, headers, body, expected] = columns[..] else { panic!("line {}: four columns", number + 1) };
        let (ending, asked) = play(act, headers, body, &elsewhere).await;
        let should_ask = usize::from(!expected.starts_with("not sent"));
        if ending != expected || asked != should_ask {
            wrong.push(format!("line {}: {line}\n    ended as {ending}, asked {asked} times", number + 1));
        }
        rows += 1;
    }
    assert!(wrong.is_empty(), "{} of {rows} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows > 150, "the table was read");
    assert!(elsewhere.seen().is_empty(), "no redirect was followed");
}
