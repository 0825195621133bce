//! Where the service's documents and samples differ, the documented way is asked first and the other once.
//!
//! Each of the two requests has a correlation id of its own. No call that creates anything has a second way.

use airtill_apis::ApiError;
use airtill_apis::truphone::{CustomerForm, Notification, NotificationKind, ProductFilter};
use airtill_http::scripted::{Act, Server, answer, json};

use super::{client, correlation, iccid, new_esim, stands_for, two_ids};
use crate::requests::parts;
use crate::token;

/// The first lines of the requests, each with its correlation id.
fn asked(server: &Server) -> Vec<String> {
    let line = |request: &String| {
        let (first, headers, _) = parts(request);
        let id = headers.iter().find_map(|line| line.strip_prefix("x-correlation-id: ")).unwrap_or_default();
        format!("{} {}", first.trim_end_matches(" HTTP/1.1"), stands_for(id))
    };
    server.seen().iter().map(line).collect()
}

#[tokio::test]
async fn the_catalogue_is_at_product_or_else_at_products() {
    let found = || Act::Answer(json(200, r#"[{"id":"a"}]"#));
    let own = r#"{"type":"NOT_FOUND","messages":["no products"]}"#;
    for (first, second, twice, end) in [
        (found(), found(), false, Ok(1)),
        (Act::Answer(answer(404, "", b"")), found(), true, Ok(1)),
        (Act::Answer(answer(404, "Content-Type: text/html\r\n", b"<html>")), found(), true, Ok(1)),
        (Act::Answer(json(405, "{}")), found(), true, Ok(1)),
        (Act::Answer(answer(404, "", b"")), Act::Answer(answer(404, "", b"")), true, Err(ApiError::Settings)),
        (Act::Answer(answer(404, "", b"")), Act::Answer(answer(401, "", b"")), true, Err(ApiError::Unauthorised)),
        (Act::Answer(answer(401, "", b"")), found(), false, Err(ApiError::Unauthorised)),
        (
            Act::Answer(json(404, own)),
            found(),
            false,
            Err(ApiError::Denied { status: 404, message: "no products".into() }),
        ),
        (Act::Answer(answer(500, "", b"")), found(), false, Err(ApiError::Busy { retry_after: None })),
    ] {
        let server = Server::start_in_turn(vec![first, second]).await;
        let read = client(&server.url("")).products(&token(), &two_ids(), &ProductFilter::default()).await;
        assert_eq!(read.map(|list| list.entries.len()), end);
        let ways = ["GET /v1/product first-id", "GET /v1/products second-id"];
        assert_eq!(asked(&server), ways[..if twice { 2 } else { 1 }]);
    }
}

#[tokio::test]
async fn a_misspelt_notification_is_asked_for_where_the_right_word_is_not_known() {
    let refused = || Act::Answer(json(400, r#"{"type":"INVALID_REQUEST_PARAMS","messages":["type"]}"#));
    let denied = Err(ApiError::Denied { status: 400, message: "type".to_owned() });
    let path = "/v1/sim/8944538532008160222/preferences/notifications";
    for (first, kind, words, end) in [
        (refused(), NotificationKind::SubscriptionEnd, &["SUBSCRIPTION_END", "SUBSCRITPION_END"][..], Ok(())),
        (Act::Answer(answer(204, "", b"")), NotificationKind::SubscriptionEnd, &["SUBSCRIPTION_END"], Ok(())),
        (refused(), NotificationKind::UsageThreshold, &["USAGE_THRESHOLD"], denied.clone()),
        (refused(), NotificationKind::Other("DOWNLOAD_PROGRESS".to_owned()), &["DOWNLOAD_PROGRESS"], denied),
        (
            Act::Answer(answer(500, "", b"")),
            NotificationKind::SubscriptionEnd,
            &["SUBSCRIPTION_END"],
            Err(ApiError::Busy { retry_after: None }),
        ),
    ] {
        let ways = |method: &str| -> Vec<String> {
            let ids = ["first-id", "second-id"];
            words.iter().zip(ids).map(|(word, id)| format!("{method} {path}/{word} {id}")).collect()
        };
        let server = Server::start_in_turn(vec![first.clone(), Act::Answer(answer(200, "", b""))]).await;
        let client_of = client(&server.url(""));
        assert_eq!(client_of.remove_notification(&token(), &two_ids(), &iccid(), &kind).await, end);
        assert_eq!(asked(&server), ways("DELETE"));
        let server = Server::start_in_turn(vec![first, Act::Answer(answer(200, "", b""))]).await;
        let set = Notification { kind, webhook_url: "https://shop.example".to_owned() };
        assert_eq!(client(&server.url("")).set_notification(&token(), &two_ids(), &iccid(), &set).await, end);
        assert_eq!(asked(&server), ways("POST"));
    }
}

#[tokio::test]
async fn a_customer_is_changed_at_its_path_or_else_by_the_query() {
    let unknown = r#"{"type":"NOT_FOUND","messages":["no such customer"]}"#;
    for (first, twice, end) in [
        (Act::Answer(answer(200, "", b"")), false, Ok(())),
        (Act::Answer(answer(404, "", b"")), true, Ok(())),
        (Act::Answer(answer(405, "", b"")), true, Ok(())),
        (
            Act::Answer(json(404, unknown)),
            false,
            Err(ApiError::Denied { status: 404, message: "no such customer".into() }),
        ),
        (Act::Answer(json(403, "{}")), false, Err(ApiError::Denied { status: 403, message: String::new() })),
    ] {
        let server = Server::start_in_turn(vec![first, Act::Answer(answer(200, "", b""))]).await;
        let form = CustomerForm::default();
        assert_eq!(client(&server.url("")).change_customer(&token(), &two_ids(), "a+b=", &form).await, end);
        let ways = ["PATCH /v1/customer/a+b= first-id", "PATCH /v1/customer?id=a%2Bb%3D second-id"];
        assert_eq!(asked(&server), ways[..if twice { 2 } else { 1 }]);
    }
}

#[tokio::test]
async fn t15_no_call_that_creates_anything_has_a_second_way() {
    for status in [400, 404, 405] {
        let server = Server::start(Act::Answer(answer(status, "", b""))).await;
        let client = client(&server.url(""));
        let _ = client.order_esim(&token(), &correlation("a"), &new_esim()).await;
        assert_eq!(server.seen().len(), 1, "{status}");
        let _ = client.create_customer(&token(), &correlation("b"), &CustomerForm::default()).await;
        assert_eq!(server.seen().len(), 2, "{status}");
    }
}
