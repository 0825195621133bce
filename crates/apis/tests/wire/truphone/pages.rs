//! Long lists: pages of subscriptions, and a catalogue of megabytes.
//!
//! Pages are read to the end at our own base address, whatever host the service names.

use std::sync::Arc;

use airtill_apis::truphone::{Pages, ProductFilter, SubscriptionQuery, Truphone};
use airtill_apis::{ApiError, OddError};
use airtill_http::scripted::{Act, Server, answer};
use proptest::prelude::*;

use super::{client, correlation, two_ids};
use crate::requests::parts;
use crate::token;

/// The ids on all pages, in their order.
async fn read_all(client: &Truphone, query: &SubscriptionQuery) -> Result<Vec<String>, ApiError> {
    let (mut pages, mut ids) = (Pages::default(), Vec::new());
    while let Some(position) = pages.position() {
        let page = client.subscriptions(&token(), &correlation("page"), query, position).await?;
        pages.read(&page)?;
        ids.extend(page.list.entries.into_iter().map(|subscription| subscription.id));
    }
    Ok(ids)
}

/// A list in pages of `size` whose first has the number `first`, and which names its neighbours under `host`.
async fn list(entries: usize, size: usize, first: usize, host: String) -> Server {
    Server::start(Act::Choose(Arc::new(move |request| {
        let line = request.lines().next().unwrap_or_default();
        let query = line.split(['?', ' ']).nth(2).unwrap_or_default();
        let number = query.split('&').find_map(|pair| pair.strip_prefix("page=")?.parse().ok()).unwrap_or(first);
        let begin = (number - first) * size;
        let rows: Vec<String> = (begin..entries.min(begin + size)).map(|id| format!(r#"{{"id":"s{id}"}}"#)).collect();
        let next = if begin + size < entries {
            format!("X-Next-Page: {host}/v1/subscription?size={size}&page={}\r\n", number + 1)
        } else {
            String::new()
        };
        answer(200, &next, format!("[{}]", rows.join(",")))
    })))
    .await
}

#[tokio::test]
async fn all_pages_are_read_at_our_own_address_from_0_or_from_1() {
    let elsewhere = Server::start(Act::Answer(answer(200, "", b"[]"))).await;
    for first in [0, 1] {
        let server = list(3, 1, first, elsewhere.url("/connect-api").to_string()).await;
        let client = client(&server.url("/connect-api"));
        for query in [SubscriptionQuery::OfSim(super::iccid()), SubscriptionQuery::Filtered(Default::default())] {
            assert_eq!(read_all(&client, &query).await, Ok(vec!["s0".into(), "s1".into(), "s2".into()]));
        }
        let lines: Vec<String> = server.seen().iter().map(|request| parts(request).0).collect();
        assert!(lines.iter().all(|line| line.starts_with("GET /connect-api/v1/")), "{lines:?}");
        assert!(!lines[0].contains("page=") && lines[1].contains(&format!("page={}", first + 1)), "{lines:?}");
        assert_eq!(lines.len(), 6);
    }
    assert!(elsewhere.seen().is_empty(), "another origin is never asked");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_list_of_any_length_is_read_to_its_end_and_each_entry_once(
        entries in 0_usize..40,
        size in 1_usize..9,
        first in 0_usize..=1,
        elsewhere in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (read, asked) = runtime.block_on(async {
            let host = if elsewhere { "http://127.0.0.1:9/connect-api" } else { "" };
            let server = list(entries, size, first, host.to_owned()).await;
            let read = read_all(&client(&server.url("/connect-api")), &SubscriptionQuery::OfSim(super::iccid())).await;
            (read, server.seen().len())
        });
        prop_assert_eq!(read, Ok((0..entries).map(|id| format!("s{id}")).collect()));
        prop_assert_eq!(asked, entries.div_ceil(size).max(1));
    }
}

#[tokio::test]
async fn a_circle_of_pages_ends_with_an_error() {
    let head = "X-Next-Page: /v1/subscription?page=4\r\nX-Previous-Page: /v1/subscription?page=2\r\n";
    let server = Server::start(Act::Answer(answer(200, head, b"[]"))).await;
    let query = SubscriptionQuery::Filtered(Default::default());
    let end = read_all(&client(&server.url("")), &query).await;
    assert_eq!(end, Err(ApiError::Odd { error: OddError::Field("X-Next-Page") }));
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_next_page_without_a_readable_number_is_no_end() {
    for value in ["https://services.truphone.com/next", "soon", "?page=-1"] {
        let server =
            Server::start(Act::Answer(answer(200, &format!("X-Next-Page: {value}\r\n"), br#"[{"id":"a"}]"#))).await;
        let query = SubscriptionQuery::Filtered(Default::default());
        let end = read_all(&client(&server.url("")), &query).await;
        assert_eq!(end, Err(ApiError::Odd { error: OddError::Field("X-Next-Page") }), "{value}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_catalogue_may_be_larger_than_other_answers_and_has_a_limit() {
    let product = |number: usize| format!(r#"{{"id":"p{number}","description":"{}"}}"#, "x".repeat(1_000));
    let body = format!("[{}]", (0..5_000).map(product).collect::<Vec<_>>().join(","));
    let endless = Act::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 64 * 1024]);
    let server = Server::start_in_turn(vec![Act::Answer(answer(200, "", &body)), endless]).await;
    let client = client(&server.url(""));
    let filter = ProductFilter::default();
    let read = client.products(&token(), &two_ids(), &filter).await.map(|list| (list.entries.len(), list.left_out));
    assert_eq!(read, Ok((5_000, 0)));
    assert_eq!(client.products(&token(), &two_ids(), &filter).await, Err(ApiError::TooBig));
}
