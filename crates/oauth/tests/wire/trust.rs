//! Certificates, judged by the trust of the operating system; and proxies, which never see this computer's own traffic.
//!
//! Linux reads its trusted roots from the file that `SSL_CERT_FILE` names. A process may not change its own environment
//! safely, so the test starts itself once more with a root of its own making and a proxy that must not be asked.

use std::process::Command;
use std::sync::Arc;

use airtill_domain::{Environment, Secret};
use airtill_http::scripted::{Act, Server, json};
use airtill_oauth::{CertificateError, ProxyError, ProxyTrouble, TokenError};
use base64::prelude::{BASE64_STANDARD, Engine};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use url::Url;

use crate::{GOOD, client_with, endpoint};

const MARK: &str = "AIRTILL_TEST_TRUST";

pub struct Site {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

pub fn root() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a root")
}

pub fn site(root: &CertifiedIssuer<'static, KeyPair>, name: &str, years: (i32, i32)) -> Site {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    let leaf = params.signed_by(&key, root).expect("a certificate");
    Site { chain: vec![leaf.der().clone()], key: key_of(&key) }
}

fn key_of(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivateKeyDer::try_from(key.serialize_der()).expect("a key")
}

pub async fn serve(site: Site) -> Url {
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let acceptor = TlsAcceptor::from(Arc::new(
        config.with_no_client_auth().with_single_cert(site.chain, site.key).expect("a certificate and its key"),
    ));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url =
        Url::parse(&format!("https://{}/auth/token", listener.local_addr().expect("an address"))).expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&json(200, GOOD)).await;
            let _ = stream.shutdown().await;
        }
    });
    url
}

async fn ask(address: Url) -> Result<(), TokenError> {
    let client = client_with(Environment::Test, Default::default());
    client.refresh(&endpoint(address), &Secret::new("canary-refresh-1".to_owned())).await.map(drop)
}

#[tokio::test]
async fn t21_a_certificate_of_an_unknown_issuer_is_refused() {
    let stranger = root();
    assert_eq!(
        ask(serve(site(&stranger, "127.0.0.1", (2020, 2099))).await).await,
        Err(TokenError::Certificate { error: CertificateError::UnknownIssuer }),
        "there is no way to wave it through"
    );
}

#[test]
fn t21_each_error_of_a_trusted_certificate_shows_and_loopback_is_direct() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "trust::within_the_environment_of_the_test_above", "--nocapture"])
        .env(MARK, folder.path())
        .env("SSL_CERT_FILE", folder.path().join("root.pem"))
        .env_remove("SSL_CERT_DIR")
        .envs(
            ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
                .map(|name| (name, "http://127.0.0.1:9")),
        )
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .expect("the test starts again");
    let (said, errors) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success() && said.contains("1 passed"), "{said}{errors}");
}

#[tokio::test]
async fn within_the_environment_of_the_test_above() {
    let Ok(folder) = std::env::var(MARK) else { return };
    let trusted = root();
    std::fs::write(std::path::Path::new(&folder).join("root.pem"), pem(trusted.der())).expect("a file");
    for (name, years, expected) in [
        ("127.0.0.1", (2020, 2099), Ok(())),
        ("127.0.0.1", (2020, 2021), Err(CertificateError::Expired)),
        ("127.0.0.1", (2098, 2099), Err(CertificateError::NotYetValid)),
        ("airtime.example.com", (2020, 2099), Err(CertificateError::WrongName)),
    ] {
        let end = ask(serve(site(&trusted, name, years)).await).await;
        assert_eq!(end, expected.map_err(|error| TokenError::Certificate { error }), "{name} {years:?}");
    }
    let plain = Server::start(Act::Answer(json(200, GOOD))).await;
    assert_eq!(ask(plain.url("/auth/token")).await, Ok(()), "a password for this computer never goes through a proxy");
    let live = client_with(Environment::Live, Default::default());
    let far = endpoint(Url::parse("https://airtime.invalid/auth/token").expect("an address"));
    let end = live.refresh(&far, &Secret::new("canary-refresh-1".to_owned())).await.map(drop);
    assert_eq!(
        end,
        Err(TokenError::Proxy {
            error: ProxyError { proxy: "127.0.0.1:9".to_owned(), trouble: ProxyTrouble::NotReached }
        }),
        "other addresses do, and nobody listens there"
    );
}

/// A certificate as text (RFC 7468).
pub fn pem(der: &CertificateDer<'_>) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", BASE64_STANDARD.encode(der))
}
