//! Property tests of the decisions: no bytes make a panic, an order that is not there, or a secret that shows.
//!
//! The tables beside the fixtures give the meaning of each answer; here are bytes that no table lists.

use proptest::prelude::*;

use super::*;

const CANARY: &str = "canary-token";

fn canary() -> Secret {
    Secret::new(CANARY.to_owned())
}

/// Everything that could be printed of an answer, read by every reader.
fn printed(reply: &Reply) -> String {
    let token = &canary();
    let reads = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        products(reply, token),
        product(reply, token),
        order_look(reply, "b3JkZXI=", token),
        sim(reply, token),
        notifications(reply, token),
        subscription(reply, token),
        subscriptions(reply, token),
        customers(reply, token),
        payment_methods(reply, token),
        created(reply, token),
    );
    format!("{reads} {:?}", order(reply, token)).to_lowercase()
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let texts = [
        "",
        "null",
        "[]",
        "{}",
        r#"{"id":"b3JkZXI=","status":"ACCEPTED"}"#,
        r#"{"id":"canary-token","status":"ACCEPTED"}"#,
        r#"{"externalId":"b3JkZXI="}"#,
        r#"[{"id":"b3JkZXI=","status":"ACCEPTED"}]"#,
        r#"{"type":"canary-token","messages":["the Canary-\u200btoken","no"]}"#,
        r#"{"messages":"canary-token"}"#,
        r#"{"message":"canary-token","http_status_code":429}"#,
        r#"{"notifications":[{"type":"canary-token"}]}"#,
        "<html>canary-token</html>",
        "canary-token",
    ];
    prop_oneof![
        prop::sample::select(texts.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..100),
    ]
}

fn status() -> impl Strategy<Value = u16> {
    let known = [200_u16, 201, 204, 302, 400, 401, 403, 404, 405, 406, 408, 429, 500, 502, 503, 511];
    prop_oneof![prop::sample::select(known.to_vec()), 100_u16..1000]
}

/// An answer by its status, its content type, its next page and its body.
type Written = (u16, &'static str, &'static str, Vec<u8>);

fn written() -> impl Strategy<Value = Written> {
    let kind = prop::sample::select(vec!["application/json", "text/html", "text/plain"]);
    let pages = prop::sample::select(vec!["", "?page=2", "?", "https://evil.example/?page=canary-token"]);
    (status(), kind, pages, body())
}

fn reply((status, kind, page, body): &Written) -> Reply {
    Reply::made_up(*status, &[("Content-Type", kind), ("X-Next-Page", page), ("Retry-After", "5")], body)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn no_answer_crashes_a_reader_or_shows_the_token(written in written()) {
        let reply = reply(&written);
        let printed = printed(&reply);
        prop_assert!(!printed.contains("canary"), "{}", printed);
    }

    #[test]
    fn an_order_is_accepted_refused_or_in_doubt_by_the_status(written in written()) {
        let reply = reply(&written);
        let status = reply.status;
        let has_an_id = Object::read(&reply.body, &canary()).is_some_and(|order| order.id(&["id", "externalId"]).is_some());
        match order(&reply, &canary()) {
            OrderAnswer::Accepted { .. } => prop_assert!((200..=299).contains(&status) && has_an_id),
            OrderAnswer::TurnedAway { .. } => prop_assert_eq!(status, 401),
            OrderAnswer::NotSent { .. } => prop_assert!(false, "an answer came"),
            OrderAnswer::Refused { reason, .. } => {
                prop_assert!(!has_an_id && !reply.is_html());
                let expected = match reason {
                    OrderRefusal::Request => 400,
                    OrderRefusal::Forbidden => 403,
                    OrderRefusal::NotFound => 404,
                    OrderRefusal::Quota => 406,
                    OrderRefusal::RateLimited { .. } => 429,
                };
                prop_assert_eq!(status, expected);
            }
            OrderAnswer::Unclear { .. } => prop_assert_ne!(status, 401),
        }
    }

    #[test]
    fn a_change_is_done_refused_or_open_by_the_status(written in written()) {
        let reply = reply(&written);
        let status = reply.status;
        match done(&reply, &canary()) {
            Ok(()) => prop_assert!((200..=299).contains(&status) && !reply.is_html()),
            Err(error) if error.leaves_it_open() => prop_assert!(!matches!(status, 401 | 429)),
            Err(_) => prop_assert!((400..=499).contains(&status)),
        }
    }
}
