//! The application of each effect to an answer.
//!
//! An answer is either changed as HTTP, or cut or replaced below HTTP through the connection's line.

use std::io::Write;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::fault::Effect;
use crate::json;
use crate::wire::{Cut, End, Line};

/// The answer that a fault before the work cuts, because there is no right answer yet.
pub(crate) fn filler() -> Response {
    json::json(StatusCode::OK, "{\"statusCode\":0,\"statusMessage\":\"SUCCESS\",\"filler\":true}".to_owned())
}

/// The answer as `effect` leaves it. `unauthorized` is the endpoint's own 401.
pub(crate) async fn spoil(effect: &Effect, unauthorized: Response, answer: Response, line: &Line) -> Response {
    match effect {
        Effect::Reset(cut) => line.cut(*cut, End::Reset),
        Effect::Close(cut) => line.cut(*cut, End::Close),
        Effect::Abandon(_) => line.cut(Cut::Start, End::Close),
        Effect::Hang(cut) => line.cut(*cut, End::Silence),
        Effect::Raw(bytes) => line.instead(bytes.clone(), End::Close),
        Effect::EndlessBody => {
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"balance\":\"".to_vec();
            line.instead(head, End::Repeat(&[b'9'; 16 * 1024]));
        }
        Effect::Answer { status, content_type, body } => {
            let mut other = (code(*status), body.clone()).into_response();
            other.headers_mut().remove(header::CONTENT_TYPE);
            if !content_type.is_empty() {
                other.headers_mut().insert(header::CONTENT_TYPE, value(content_type));
            }
            return other;
        }
        Effect::Unauthorized => return unauthorized,
        Effect::Redirect { status, to } => {
            return (code(*status), [(header::LOCATION, value(to))]).into_response();
        }
        Effect::GzipBomb => {
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "gzip")];
            return (headers, gzip_bomb()).into_response();
        }
        Effect::ContentType(content_type) => {
            let mut answer = answer;
            answer.headers_mut().insert(header::CONTENT_TYPE, value(content_type));
            return answer;
        }
        Effect::Receiver(receiver) => return with(answer, "receiver", Value::String(receiver.clone())).await,
        Effect::Balance(balance) => return with(answer, "balance", json::number(*balance).into()).await,
        Effect::Field { name, json } => {
            return with(answer, name, serde_json::from_str(json).expect("the test names JSON")).await;
        }
        Effect::Wait(gate) => gate.pass().await,
    }
    answer
}

/// The answer with one field of its JSON changed.
async fn with(answer: Response, field: &str, to: Value) -> Response {
    let (mut parts, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("our own answers are complete in memory");
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    fields.insert(field.to_owned(), to);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(Value::Object(fields).to_string()))
}

/// A gibibyte of spaces as a gzip file of about a mebibyte: one packed mebibyte, over and over, which gzip allows.
fn gzip_bomb() -> Vec<u8> {
    let mut one = GzEncoder::new(Vec::new(), Compression::best());
    one.write_all(&vec![b' '; 1 << 20]).expect("memory accepts every write");
    one.finish().expect("memory accepts every write").repeat(1 << 10)
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).expect("the test names a status between 100 and 999")
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("the test names a header value without control characters")
}
