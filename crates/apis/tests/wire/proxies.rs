//! Proxies of the environment and money: a sale that a proxy did not let through was never sent, and its error names
//! the proxy.
//!
//! A process may not change its own environment safely, so the test starts itself once more for each proxy.

use std::time::Duration;

use airtill_apis::twenty_one::{TopUpAnswer, TwentyOne};
use airtill_apis::{ApiError, Timeouts, Unreached};
use airtill_domain::Environment;
use airtill_http::scripted::{Nobody, proxy, within};
use url::Url;

use crate::{token, top_up};

const MARK: &str = "AIRTILL_TEST_PROXY";
/// Set where the proxy stays silent: the client waits for its own limit, and only there that limit is short.
const SILENT: &str = "AIRTILL_TEST_PROXY_IS_SILENT";

/// The outcome of a sale and of a reading of the float in an environment with this variable.
async fn ends_with(variable: &str, value: &str) -> String {
    ends_with_all(&[(variable, value.to_owned())]).await
}

async fn ends_with_all(variables: &[(&str, String)]) -> String {
    within("proxies::within_the_environment_of_the_test_below", MARK, variables).await
}

#[tokio::test]
async fn within_the_environment_of_the_test_below() {
    let Some(noted) = std::env::var_os(MARK) else { return };
    let connect = Duration::from_secs(if std::env::var_os(SILENT).is_some() { 1 } else { 60 });
    let timeouts = Timeouts { connect, total: Duration::from_secs(90) };
    let far = Url::parse("https://airtime.invalid").expect("an address");
    let client = TwentyOne::new(&far, Environment::Live, timeouts);
    let TopUpAnswer::NotSent { error: Unreached::Proxy(error) } = top_up(&client).await else {
        panic!("a sale that was never sent")
    };
    assert_eq!(client.user(&token()).await, Err(ApiError::Proxy { error: error.clone() }));
    std::fs::write(noted, format!("{} {error}", error.word())).expect("a file");
}

#[tokio::test]
async fn n07_a_sale_that_a_proxy_did_not_let_through_was_never_sent() {
    for (answer, closes, word, outcome) in [
        (
            &b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"[..],
            true,
            "proxy_wants_sign_in",
            "wants a user name and a password",
        ),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", true, "proxy_refused", "did not let the request through"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", true, "proxy_refused", "did not let the request through"),
        (b"", true, "proxy_broke", "broke the line before anything was sent"),
        (b"HTTP/1.1 200 OK\r\n\r\n", true, "proxy_broke", "broke the line before anything was sent"),
        (b"", false, "proxy_silent", "did not answer in time"),
    ] {
        let (address, mut requests) = proxy(answer, closes).await;
        let mut variables = vec![("HTTPS_PROXY", format!("http://till:canary-proxy@{address}"))];
        variables.extend((word == "proxy_silent").then(|| (SILENT, "1".to_owned())));
        let end = ends_with_all(&variables).await;
        assert_eq!(end, format!("{word} the proxy {address} {outcome}"));
        while let Ok(request) = requests.try_recv() {
            let request = String::from_utf8_lossy(&request);
            assert!(request.starts_with("CONNECT airtime.invalid:443 ") && !request.contains("msisdn"), "{request}");
        }
    }
    let held = Nobody::new();
    let nobody = held.address();
    assert_eq!(
        ends_with("ALL_PROXY", &format!("http://{nobody}")).await,
        format!("proxy_not_reached the proxy {nobody} cannot be reached")
    );
    let (socks, _requests) = proxy(b"\x05\xff", true).await;
    assert_eq!(
        ends_with("ALL_PROXY", &format!("socks5h://till:canary-proxy@{socks}")).await,
        format!("proxy_wants_sign_in the proxy {socks} wants a user name and a password")
    );
    let unknown = "proxy_unsupported the proxy socks://127.0.0.1:1080 is of a kind that cannot be used";
    assert_eq!(ends_with("all_proxy", "socks://till:canary-proxy@127.0.0.1:1080/").await, unknown);
}
