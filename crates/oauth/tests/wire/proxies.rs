//! Proxies of the environment: the error of each kind of failure, and that nothing of a request reaches one that fails.
//!
//! A process may not change its own environment safely, so the test starts itself once more for each proxy.

use std::time::Duration;

use airtill_domain::{Environment, Secret};
use airtill_http::scripted::{Nobody, proxy, within};
use airtill_oauth::{OfflineError, ProxyTrouble, Timeouts, TokenError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use crate::trust::{pem, root, serve, site};
use crate::{client_with, endpoint};

const MARK: &str = "AIRTILL_TEST_PROXY";
/// Set where the proxy stays silent: the client waits for its own limit, and only there that limit is short.
const SILENT: &str = "AIRTILL_TEST_PROXY_IS_SILENT";

/// How a live request ends in an environment with these variables, as the words of its error.
async fn end_with(variables: &[(&str, String)]) -> String {
    within("proxies::within_the_environment_of_the_tests_above", MARK, variables).await
}

#[tokio::test]
async fn within_the_environment_of_the_tests_above() {
    let Some(noted) = std::env::var_os(MARK) else { return };
    let far = endpoint(Url::parse("https://airtime.invalid/auth/token").expect("an address"));
    let connect = Duration::from_secs(if std::env::var_os(SILENT).is_some() { 1 } else { 60 });
    let client = client_with(Environment::Live, Timeouts { connect, total: Duration::from_secs(90) });
    let end = client.refresh(&far, &Secret::new("canary-refresh-1".to_owned())).await;
    let outcome = match end {
        Err(TokenError::Proxy { error }) => format!("{:?} {}", error.trouble, error.proxy),
        Err(TokenError::Offline { error: OfflineError::NoName }) => "no name".to_owned(),
        Ok(_) => "tokens".to_owned(),
        other => format!("{:?}", other.map(drop)),
    };
    std::fs::write(noted, outcome).expect("a file");
}

#[tokio::test]
async fn every_failure_of_a_proxy_is_named_and_the_proxy_got_no_request() {
    for (answer, closes, trouble) in [
        (
            &b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"office\"\r\n\r\n"[..],
            true,
            ProxyTrouble::WantsSignIn,
        ),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<html>no</html>", true, ProxyTrouble::Refused),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", true, ProxyTrouble::Refused),
        (b"SSH-2.0-OpenSSH\r\n\r\n", true, ProxyTrouble::Refused),
        (b"", true, ProxyTrouble::Broke),
        (b"HTTP/1.1 200 OK\r\n\r\n", true, ProxyTrouble::Broke),
        (b"", false, ProxyTrouble::Silent),
        (b"HTTP/1.1 200 OK\r\n\r\n", false, ProxyTrouble::Silent),
    ] {
        let (address, mut requests) = proxy(answer, closes).await;
        let mut variables = vec![("HTTPS_PROXY", format!("http://till:canary-proxy@{address}"))];
        variables.extend((trouble == ProxyTrouble::Silent).then(|| (SILENT, "1".to_owned())));
        let end = end_with(&variables).await;
        assert_eq!(end, format!("{trouble:?} {address}"), "{}", String::from_utf8_lossy(answer));
        while let Ok(request) = requests.try_recv() {
            assert!(request.starts_with(b"CONNECT airtime.invalid:443 "), "{}", String::from_utf8_lossy(&request));
        }
    }
    let held = Nobody::new();
    let nobody = held.address();
    assert_eq!(end_with(&[("ALL_PROXY", format!("http://{nobody}"))]).await, format!("NotReached {nobody}"));
    assert_eq!(
        end_with(&[("HTTPS_PROXY", "http://proxy.invalid:3128".to_owned())]).await,
        "NotReached proxy.invalid:3128"
    );
}

#[tokio::test]
async fn a_socks_proxy_is_used_and_one_of_an_unknown_kind_is_never_passed_by() {
    // RFC 1928: no method is acceptable; then, after a greeting, the connection is not allowed.
    let (address, mut requests) = proxy(b"\x05\xff", true).await;
    assert_eq!(
        end_with(&[("ALL_PROXY", format!("socks5h://till:canary-proxy@{address}"))]).await,
        format!("WantsSignIn {address}")
    );
    assert!(requests.recv().await.is_some_and(|greeting| greeting.starts_with(b"\x05")));
    let (address, mut requests) = proxy(b"\x05\x00\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00", true).await;
    assert_eq!(end_with(&[("all_proxy", format!("socks5h://{address}"))]).await, format!("Refused {address}"));
    assert!(requests.recv().await.is_some());
    assert_eq!(
        end_with(&[("ALL_PROXY", format!("socks5://{address}"))]).await,
        "no name",
        "that kind looks names up here"
    );
    for written in ["socks://127.0.0.1:1080/", "quic://till:canary-proxy@proxy.example:1"] {
        let shown = written.replace("till:canary-proxy@", "").trim_end_matches('/').to_owned();
        assert_eq!(end_with(&[("ALL_PROXY", written.to_owned())]).await, format!("Unsupported {shown}"));
    }
    let past = [("ALL_PROXY", "socks://127.0.0.1:1080/".to_owned()), ("NO_PROXY", "airtime.invalid".to_owned())];
    assert_eq!(end_with(&past).await, "no name", "a host that is excepted needs none");
}

/// A proxy that lets everything through to `site`: it answers each of `greetings` to one message, then passes bytes
/// both ways.
async fn passing_proxy(greetings: &'static [&'static [u8]], site: Url) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let far_end = format!("{}:{}", site.host_str().expect("a host"), site.port().expect("a port"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let far_end = far_end.clone();
            tokio::spawn(async move {
                for greeting in greetings {
                    let _ = stream.read(&mut [0; 4096]).await;
                    let _ = stream.write_all(greeting).await;
                }
                let Ok(mut far) = tokio::net::TcpStream::connect(far_end).await else { return };
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut far).await;
            });
        }
    });
    address
}

#[tokio::test]
async fn tokens_come_through_proxies_and_only_the_service_is_trusted() {
    let trusted = root();
    let folder = tempfile::tempdir().expect("a folder");
    let roots = folder.path().join("root.pem");
    std::fs::write(&roots, pem(trusted.der())).expect("a file");
    let roots = roots.to_string_lossy().into_owned();
    let good = serve(site(&trusted, "airtime.invalid", (2020, 2099))).await;
    let connect = passing_proxy(&[b"HTTP/1.1 200 OK\r\n\r\n"], good.clone()).await;
    let socks = passing_proxy(&[b"\x05\x00", b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"], good).await;
    for proxy in [format!("http://{connect}"), format!("socks5h://{socks}")] {
        assert_eq!(
            end_with(&[("ALL_PROXY", proxy.clone()), ("SSL_CERT_FILE", roots.clone())]).await,
            "tokens",
            "{proxy}"
        );
    }
    let other = serve(site(&trusted, "another.invalid", (2020, 2099))).await;
    let connect = passing_proxy(&[b"HTTP/1.1 200 OK\r\n\r\n"], other).await;
    let end = end_with(&[("HTTPS_PROXY", format!("http://{connect}")), ("SSL_CERT_FILE", roots)]).await;
    assert!(end.contains("WrongName"), "a certificate behind the tunnel is the service's: {end}");
}
