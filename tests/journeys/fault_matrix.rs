//! The fault matrix: every fault in the answer to a top-up, and the till's outcome for each.
//!
//! One table, [`MATRIX`]. Each row is tried before the service did its work and, where its answer leaves that open,
//! after it charged as well. Then evidence is gathered, and the decision must agree with the service's real act.

use std::sync::Arc;
use std::time::Duration;

use airtill_app::Policy;
use airtill_contract::{DeclineReason, DoubtCause, SaleStateView};
use airtill_practice::{Cut, Effect, Endpoint, Fault};
use airtill_tests::world::{Setup, World, number};
use rust_decimal::Decimal;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use DeclineReason::{AccountFault, InsufficientFloat, Other, RateLimited, RequestUnreadable, SignInEnded};
use DoubtCause::{
    AnswerCut, ApprovalPending, LineBroken, NoAnswer, ServiceFault, UnknownCode, Unreadable, WrongReceiver,
};

/// The number of every row.
const NUMBER: &str = "211921230000";
/// How long the till waits for a hanging service. Every request of such a cell has this limit, so it is far longer than
/// an ordinary answer takes.
const LIMIT: Duration = Duration::from_secs(10);

/// The fault of a row.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    /// Nothing listens any more.
    Refused,
    Reset(Cut),
    Close(Cut),
    Hang(Cut),
    /// Another answer, with each of these statuses.
    Answer(&'static [u16], Body),
    Redirect(&'static [u16]),
    GzipBomb,
    EndlessBody,
    ContentType(&'static str),
    Receiver,
    Balance,
    Raw(&'static [u8]),
    /// 401 this often; 0 is for ever.
    Unauthorized(u32),
}

/// The body of another answer, with its content type.
#[derive(Clone, Copy, Debug)]
enum Body {
    /// `{"Error":true}` in the service's own words, as `text/plain`.
    Error(&'static str),
    /// GoTrue's other shape.
    Msg,
    Html,
    Empty,
    Truncated,
    /// JSON in an undocumented form.
    Strange,
    /// An outcome, as JSON.
    Outcome(&'static str),
}

/// The outcome that the sale must reach.
#[derive(Clone, Copy, Debug)]
enum Expected {
    /// In doubt for this cause; settled by the real charge.
    Doubt(DoubtCause),
    Declined(DeclineReason),
    /// Charged and delivered, or accepted, with any part that the row spoiled.
    Confirmed,
    Accepted,
}

/// The time of a row's fault: before the service did its work, after it, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Before,
    After,
    Both,
}

/// A row: the fault, its time, its outcome, and how many top-ups reach the service.
type Row = (Wrong, When, Expected, usize);

use Expected::{Accepted, Confirmed, Declined, Doubt};
use When::{After, Before, Both};

const FIVE: &[u16] = &[500, 501, 502, 503, 504, 520];
const FOUR: &[u16] = &[400, 402, 403, 404, 405, 406, 409, 410, 413, 415, 418, 422, 451];

#[rustfmt::skip]
const MATRIX: &[Row] = &[
    // The line.
    (Wrong::Refused,                                                    Before, Declined(DeclineReason::Unreachable), 0),
    (Wrong::Reset(Cut::Start),                                          Both,   Doubt(LineBroken), 1),
    (Wrong::Reset(Cut::Head),                                           Both,   Doubt(AnswerCut), 1),
    (Wrong::Reset(Cut::Middle),                                         Both,   Doubt(AnswerCut), 1),
    (Wrong::Close(Cut::Start),                                          Both,   Doubt(LineBroken), 1),
    (Wrong::Close(Cut::Head),                                           Both,   Doubt(AnswerCut), 1),
    (Wrong::Close(Cut::Middle),                                         Both,   Doubt(AnswerCut), 1),
    (Wrong::Hang(Cut::Start),                                           Both,   Doubt(NoAnswer), 1),
    (Wrong::Hang(Cut::Head),                                            Both,   Doubt(AnswerCut), 1),
    (Wrong::Hang(Cut::Middle),                                          Both,   Doubt(AnswerCut), 1),
    (Wrong::Raw(b""),                                                   Both,   Doubt(LineBroken), 1),
    (Wrong::Raw(b"\x16\x03\x01\x02\x00\x01\x00"),                       Both,   Doubt(LineBroken), 1),
    (Wrong::Raw(b"HTTP/1.1 banana\r\n\r\n"),                            Both,   Doubt(LineBroken), 1),
    (Wrong::Raw(b"SSH-2.0-OpenSSH_9.2\r\n"),                            Both,   Doubt(LineBroken), 1),
    // Bodies that are too large.
    (Wrong::GzipBomb,                                                   Both,   Doubt(Unreadable), 1),
    (Wrong::EndlessBody,                                                Both,   Doubt(Unreadable), 1),
    // Redirects are not followed.
    (Wrong::Redirect(&[301, 302, 303, 307, 308]),                       Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(&[300, 304, 305], Body::Error("elsewhere")),         Both,   Doubt(Unreadable), 1),
    // `Error: true`: a clear no below 500, and no answer at all from there on.
    (Wrong::Answer(&[200, 201, 202], Body::Error("not today")),         Before, Declined(Other), 1),
    (Wrong::Answer(&[400, 422], Body::Error("bad body")),               Before, Declined(RequestUnreadable), 1),
    (Wrong::Answer(&[402, 404, 405, 409, 451], Body::Error("no")),      Before, Declined(Other), 1),
    (Wrong::Answer(&[403], Body::Error("not for you")),                 Before, Declined(AccountFault), 1),
    (Wrong::Answer(&[403], Body::Error("Account balance amount less than topup amount ")), Before, Declined(InsufficientFloat), 1),
    (Wrong::Answer(&[401], Body::Error("The Token is required")),       Before, Confirmed, 2),
    (Wrong::Answer(&[429], Body::Error("slow down")),                   Before, Declined(RateLimited), 1),
    (Wrong::Answer(&[408], Body::Error("gave up waiting")),             Both,   Doubt(ServiceFault), 1),
    (Wrong::Answer(FIVE, Body::Error("Internal Server Error")),         Both,   Doubt(ServiceFault), 1),
    // The other half's shape.
    (Wrong::Answer(&[401], Body::Msg),                                  Before, Confirmed, 2),
    (Wrong::Answer(&[429], Body::Msg),                                  Before, Declined(RateLimited), 1),
    (Wrong::Answer(&[200], Body::Msg),                                  Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(FOUR, Body::Msg),                                    Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(FIVE, Body::Msg),                                    Both,   Doubt(Unreadable), 1),
    // Pages, nothing, half an answer, something else.
    (Wrong::Answer(&[200, 401, 408, 429], Body::Html),                  Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(FOUR, Body::Html),                                   Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(FIVE, Body::Html),                                   Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(&[429], Body::Empty),                                Before, Declined(RateLimited), 1),
    (Wrong::Answer(&[200, 401, 408], Body::Empty),                      Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(FOUR, Body::Empty),                                  Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(FIVE, Body::Empty),                                  Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(&[200, 401, 408, 429], Body::Truncated),             Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(FOUR, Body::Truncated),                              Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(FIVE, Body::Truncated),                              Both,   Doubt(Unreadable), 1),
    (Wrong::Answer(&[200, 400, 404, 500, 503], Body::Strange),          Both,   Doubt(Unreadable), 1),
    // Good answers with odd headers or fields.
    (Wrong::ContentType("text/html"),                                   After,  Confirmed, 1),
    (Wrong::ContentType("application/octet-stream"),                    After,  Confirmed, 1),
    (Wrong::Balance,                                                    After,  Confirmed, 1),
    (Wrong::Receiver,                                                   After,  Doubt(WrongReceiver), 1),
    // Codes: 0 is delivered, 11 and 12 are accepted, each only if everything else agrees.
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":0,"statusMessage":"SUCCESS","receiver":"211921230000","balance":4920}"#)), After, Confirmed, 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":0,"statusMessage":"SUCCESS","receiver":"211921230000"}"#)), After, Confirmed, 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":0,"statusMessage":"","receiver":"211921230000","balance":4920}"#)), Both, Doubt(Unreadable), 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"statusCode":0,"statusMessage":"SUCCESS","receiver":"211921230000","balance":4920}"#)), Both, Doubt(Unreadable), 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":0,"statusMessage":"SUCCESS","balance":4920}"#)), Both, Doubt(WrongReceiver), 1),
    (Wrong::Answer(&[400, 403, 500, 503], Body::Outcome(r#"{"reference":"1","statusCode":0,"statusMessage":"SUCCESS","receiver":"211921230000","balance":4920}"#)), Both, Doubt(Unreadable), 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":11,"statusMessage":"SUCCESS","receiver":"211921230000","balance":4920}"#)), After, Accepted, 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":12,"statusMessage":"SUCCESS","receiver":"211921230000","balance":4920}"#)), After, Accepted, 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":11,"statusMessage":"SUCCESS"}"#)), After, Accepted, 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":12,"statusMessage":"SUCCESS","receiver":"211929999999"}"#)), Both, Doubt(WrongReceiver), 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"","statusCode":11,"statusMessage":"SUCCESS","receiver":"211921230000"}"#)), Both, Doubt(Unreadable), 1),
    (Wrong::Answer(&[500], Body::Outcome(r#"{"reference":"1","statusCode":11,"statusMessage":"SUCCESS","receiver":"211921230000"}"#)), Both, Doubt(Unreadable), 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":13,"statusMessage":"SUCCESS","receiver":"211921230000"}"#)), Both, Doubt(Unreadable), 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":777,"statusMessage":"NEW_CODE","receiver":"211921230000"}"#)), Both, Doubt(UnknownCode), 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":1,"statusMessage":"PENDING_APPROVAL","receiver":"211921230000","balance":0}"#)), Both, Doubt(ApprovalPending), 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"reference":"1","statusCode":"0","statusMessage":"SUCCESS","receiver":"211921230000"}"#)), Both, Doubt(Unreadable), 1),
    (Wrong::Answer(&[200], Body::Outcome(r#"{"Error":true,"reference":"1","statusCode":0,"statusMessage":"SUCCESS","receiver":"211921230000"}"#)), Both, Doubt(Unreadable), 1),
    (Wrong::Answer(&[500, 503], Body::Outcome(r#"{"reference":"1","statusCode":90,"statusMessage":"SYSTEM_ERROR","receiver":"211921230000","balance":0}"#)), Both, Doubt(ServiceFault), 1),
    // The sign-in in the middle of a sale.
    (Wrong::Unauthorized(1),                                            Before, Confirmed, 2),
    (Wrong::Unauthorized(0),                                            Before, Declined(SignInEnded), 2),
];

impl Body {
    fn parts(self) -> (&'static str, Vec<u8>) {
        match self {
            Body::Error(words) => {
                ("text/plain; charset=utf-8", format!("{{\"Error\":true,\"Message\":\"{words}\"}}\n").into())
            }
            Body::Msg => ("application/json", br#"{"code":401,"msg":"Invalid token"}"#.to_vec()),
            Body::Html => ("text/html", b"<html><body><h1>Sorry</h1></body></html>".to_vec()),
            Body::Empty => ("", Vec::new()),
            Body::Truncated => ("application/json", br#"{"reference":"2015","statusCode":0,"statusMess"#.to_vec()),
            Body::Strange => ("application/json", br#"{"ok":true,"result":[1,2,3]}"#.to_vec()),
            Body::Outcome(json) => ("application/json", json.into()),
        }
    }
}

impl Wrong {
    /// Every effect of the row, with its name.
    fn effects(self) -> Vec<(String, Option<Effect>)> {
        let one = |effect: Effect| vec![(format!("{self:?}"), Some(effect))];
        match self {
            Wrong::Refused => vec![("Refused".to_owned(), None)],
            Wrong::Reset(cut) => one(Effect::Reset(cut)),
            Wrong::Close(cut) => one(Effect::Close(cut)),
            Wrong::Hang(cut) => one(Effect::Hang(cut)),
            Wrong::GzipBomb => one(Effect::GzipBomb),
            Wrong::EndlessBody => one(Effect::EndlessBody),
            Wrong::ContentType(other) => one(Effect::ContentType(other.to_owned())),
            Wrong::Receiver => one(Effect::Receiver("211929999999".to_owned())),
            Wrong::Balance => one(Effect::Balance(Decimal::new(123, 2))),
            Wrong::Raw(bytes) => one(Effect::Raw(bytes.to_vec())),
            Wrong::Unauthorized(_) => one(Effect::Unauthorized),
            Wrong::Redirect(statuses) => {
                let to = "/airtime/api/subscriber/topup".to_owned();
                statuses
                    .iter()
                    .map(|status| {
                        (format!("Redirect {status}"), Some(Effect::Redirect { status: *status, to: to.clone() }))
                    })
                    .collect()
            }
            Wrong::Answer(statuses, body) => {
                let (content_type, bytes) = body.parts();
                let answer =
                    |status: u16| Effect::Answer { status, content_type: content_type.to_owned(), body: bytes.clone() };
                statuses.iter().map(|status| (format!("{status} {body:?}"), Some(answer(*status)))).collect()
            }
        }
    }
}

/// One cell of the matrix.
struct Cell {
    name: String,
    effect: Option<Effect>,
    times: u32,
    charged: bool,
    expected: Expected,
    hits: usize,
}

fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for (wrong, when, expected, hits) in MATRIX.iter().copied() {
        let times = if let Wrong::Unauthorized(times) = wrong { times } else { 1 };
        for (name, effect) in wrong.effects() {
            for charged in [false, true] {
                if when == Both || charged == (when == After) {
                    let name = format!("{name}, {} charging", if charged { "after" } else { "before" });
                    cells.push(Cell { name, effect: effect.clone(), times, charged, expected, hits });
                }
            }
        }
    }
    cells
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_comes_to_what_the_matrix_says_and_then_to_the_truth() {
    let cells = cells();
    assert!(cells.len() > 200, "{} cells", cells.len());
    let room = Arc::new(Semaphore::new(6));
    let mut running = JoinSet::new();
    for cell in cells {
        let room = room.clone();
        running.spawn(async move {
            let _place = room.acquire_owned().await.unwrap();
            try_cell(cell).await
        });
    }
    let wrong: Vec<String> = running.join_all().await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The defect of the cell, if there is one.
async fn try_cell(cell: Cell) -> Option<String> {
    let refused = cell.effect.is_none();
    let hangs = matches!(cell.effect, Some(Effect::Hang(_)));
    let mut setup = Setup::default();
    if hangs {
        setup.policy = Policy { answer_limit: LIMIT, ..setup.policy };
    }
    let mut world = World::with(Setup { service_remembers: refused, ..setup }).await;
    world.sell(&number(1), "20").await;
    let confirmation = world.prepare(NUMBER, "60").await.unwrap();
    match cell.effect {
        Some(effect) => {
            let fault = if cell.charged { Fault::after(effect) } else { Fault::before(effect) };
            world
                .service()
                .set_fault(Endpoint::TopUp, if cell.times == 0 { fault.standing() } else { fault.times(cell.times) });
        }
        None => world.cut_off().await,
    }
    let before = hits(&world);
    let sale = world.send(&confirmation.intent).await.expect("an outcome, whatever it is");
    let mut wrong = Vec::new();
    let (at_once, doubt, reason) = match cell.expected {
        Doubt(cause) => (SaleStateView::InDoubt, Some(cause), None),
        Declined(reason) if refused => (SaleStateView::NeverHandedOver, None, Some(reason)),
        Declined(reason) => (SaleStateView::Declined, None, Some(reason)),
        Confirmed => (SaleStateView::Confirmed, None, None),
        Accepted => (SaleStateView::Accepted, None, None),
    };
    if (sale.state, sale.doubt, sale.reason) != (at_once, doubt, reason) {
        wrong.push(format!("is {:?} {:?} {:?}", sale.state, sale.doubt, sale.reason));
    }
    if refused && (sale.service_message.as_str(), sale.till_message.as_str()) != ("", "no connection") {
        wrong.push(format!("the service, which was never reached, says {:?}", sale.service_message));
    }
    let sent = hits(&world).saturating_sub(before);
    if sent != cell.hits {
        wrong.push(format!("{sent} top-ups were sent"));
    }
    if refused {
        world.bring_back().await;
    }
    world.service().clear_faults();
    // The same yes again sends nothing.
    let before = hits(&world);
    world.send(&confirmation.intent).await.unwrap();
    let later = world.gather_later(&sale).await;
    if hits(&world) != before {
        wrong.push("a second yes sent again".to_owned());
    }
    let charged = world.service().truth().iter().filter(|charge| charge.msisdn == NUMBER).count();
    let finally = match cell.expected {
        Doubt(_) if cell.charged => SaleStateView::Charged,
        Doubt(_) => SaleStateView::NotCharged,
        _ => at_once,
    };
    let truth =
        usize::from(matches!(finally, SaleStateView::Charged | SaleStateView::Confirmed | SaleStateView::Accepted));
    if (later.state, charged) != (finally, truth) {
        wrong.push(format!("then is {:?} with {charged} charges: {:?}", later.state, later.evidence));
    }
    world.close().await;
    (!wrong.is_empty()).then(|| format!("{}: {}", cell.name, wrong.join("; ")))
}

fn hits(world: &World) -> usize {
    world.hits(Endpoint::TopUp)
}
