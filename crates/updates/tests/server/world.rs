//! One test's world: a root that it trusts, the publisher's keys, a folder, and servers that follow a script.
//!
//! A server has two parts: one takes TLS off, and the scripted server of `airtill-http` behind it answers. So every
//! answer is the bytes that a test wrote.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use airtill_domain::{Environment, Timestamp};
use airtill_http::scripted::{Act, Server, answer};
use airtill_updates::{Channel, Folder, Keys, Limits, Publisher, Target, Till, Version, Web};
use base64::prelude::{BASE64_STANDARD, Engine};
use minisign::{KeyPair, PublicKey, SecretKeyBox};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa};
use serde_json::{Value, json};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use url::Url;

use crate::process::{FOLDER, passed, said, start, test_of};

/// 2026-12-02T00:00:00Z, when these tests take place.
pub const NOW: Timestamp = Timestamp(1_796_169_600_000);
/// The name of the package.
pub const PACKAGE: &str = "airtill-2.0.0-windows-x64-setup.exe";
/// Enough for many pieces of a body.
const PACKAGE_BYTES: usize = 200_000;

/// Runs `body` in a process of its own that trusts the root of its world.
pub fn in_a_world<F: Future<Output = ()>>(body: impl FnOnce(World) -> F) {
    let name = test_of(&body);
    if let Some(folder) = std::env::var_os(FOLDER) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        return runtime.expect("a runtime").block_on(body(World::at(folder.into())));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let run = start(&name, folder.path(), &[]);
    assert!(passed(&run), "{}", said(&run));
}

/// Where one test happens.
pub struct World {
    root: CertifiedIssuer<'static, rcgen::KeyPair>,
    folder: PathBuf,
    pub present: KeyPair,
    pub next: KeyPair,
    pub yesterday: KeyPair,
}

impl World {
    /// Keys that lie in the folder are taken again, so that a process goes on where another was killed.
    fn at(folder: PathBuf) -> Self {
        let root = root();
        let text = BASE64_STANDARD.encode(root.der());
        std::fs::write(
            folder.join("root.pem"),
            format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"),
        )
        .expect("written");
        let key = |name: &str| key_at(&folder.join(name));
        let (present, next, yesterday) = (key("present.key"), key("next.key"), key("yesterday.key"));
        Self { root, folder, present, next, yesterday }
    }

    /// The folder of updates.
    pub fn folder(&self) -> Folder {
        Folder::at(&self.path()).expect("made")
    }

    /// Where the folder of updates lies.
    pub fn path(&self) -> PathBuf {
        self.folder.join("updates")
    }

    pub fn publisher(&self, manifest: Url) -> Publisher {
        let keys = Keys::read(&self.present.pk.to_base64(), &self.next.pk.to_base64()).expect("two keys");
        Publisher { keys, manifest }
    }

    /// A server that trusted certificates prove, with one act for each connection in turn, and the last for ever.
    pub async fn server(&self, acts: Vec<Act>) -> Site {
        let server = Server::start_in_turn(acts).await;
        let host = server.url("/");
        let behind = host.socket_addrs(|| None).expect("an address")[0];
        Site { address: taking_tls_off(behind, &self.root).await, behind: Some(server) }
    }

    /// A server behind TLS that this world does not trust.
    pub async fn untrusted(&self, acts: Vec<Act>) -> Site {
        let server = Server::start_in_turn(acts).await;
        let behind = server.url("/").socket_addrs(|| None).expect("an address")[0];
        Site { address: taking_tls_off(behind, &root()).await, behind: Some(server) }
    }

    /// A server that redirects to itself for ever and takes its time each time.
    pub async fn hesitating(&self) -> Site {
        Site { address: taking_tls_off(crate::faults::hesitating().await, &self.root).await, behind: None }
    }

    /// A server that sends this, and then one byte after the other without an end.
    pub async fn dripping(&self, first: Vec<u8>) -> Site {
        Site { address: taking_tls_off(crate::faults::dripping(first).await, &self.root).await, behind: None }
    }
}

/// A server over HTTPS, which is scripted or one that never comes to an end.
pub struct Site {
    address: Url,
    behind: Option<Server>,
}

impl Site {
    /// The address of a file at it.
    pub fn url(&self, file: &str) -> Url {
        self.address.join(file).expect("an address")
    }

    /// How many requests it had.
    pub fn requests(&self) -> usize {
        self.behind.as_ref().map_or(0, |server| server.seen().len())
    }
}

fn key_at(file: &Path) -> KeyPair {
    if let Ok(text) = std::fs::read_to_string(file) {
        let sk = SecretKeyBox::from_string(&text).expect("a key").into_unencrypted_secret_key().expect("a key");
        return KeyPair { pk: PublicKey::from_secret_key(&sk).expect("its half"), sk };
    }
    let pair = KeyPair::generate_unencrypted_keypair().expect("a key");
    std::fs::write(file, pair.sk.to_box(None).expect("a box").into_string()).expect("written");
    pair
}

fn root() -> CertifiedIssuer<'static, rcgen::KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, rcgen::KeyPair::generate().expect("a key")).expect("a root")
}

async fn taking_tls_off(behind: SocketAddr, root: &CertifiedIssuer<'static, rcgen::KeyPair>) -> Url {
    let key = rcgen::KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("a name");
    let chain = vec![params.signed_by(&key, root).expect("a certificate").der().clone()];
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()));
    let config = config.with_safe_default_protocol_versions().expect("versions").with_no_client_auth();
    let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(chain, key).expect("a certificate")));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((outer, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let (Ok(mut outer), Ok(mut inner)) = (acceptor.accept(outer).await, TcpStream::connect(behind).await)
                else {
                    return;
                };
                let _ = copy_bidirectional(&mut outer, &mut inner).await;
            });
        }
    });
    Url::parse(&format!("https://{address}/")).expect("an address")
}

/// Limits that no test of an honest server meets.
pub fn web() -> Web {
    web_within(Duration::from_secs(20))
}

/// Limits that a test meets.
pub fn web_within(span: Duration) -> Web {
    web_of(Limits { connect: Duration::from_secs(20), small: span, package: span, reserve: 0 })
}

/// A way within these limits, to servers of this computer too.
pub fn web_of(limits: Limits) -> Web {
    Web::new(Environment::Test, limits)
}

pub fn till() -> Till {
    Till {
        version: Version::new(1, 0, 0),
        built: Timestamp(NOW.0 - 30 * 86_400_000),
        channel: Channel::Stable,
        target: Some(Target::WindowsX64),
        oldest_ledger: Some(3),
    }
}

/// The package of the version 2.0.0.
pub fn package() -> Vec<u8> {
    (0..PACKAGE_BYTES).map(|at| (at % 251) as u8).collect()
}

/// The manifest of the version 2.0.0, with the size and digest of these bytes.
pub fn manifest(package: &[u8]) -> Value {
    use sha2::{Digest, Sha256};
    let digits: String = Sha256::digest(package).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "schema": 1, "channel": "stable", "version": "2.0.0", "smallest_ledger": 3,
        "published": "2026-12-01T00:00:00Z", "expires": "2026-12-31T00:00:00Z", "news": { "en": "News." },
        "targets": { "windows-x64": { "url": PACKAGE, "size": package.len(), "sha256": digits } }
    })
}

/// The signature of these bytes, with a comment.
pub fn signature(pair: &KeyPair, bytes: &[u8], comment: &str) -> Vec<u8> {
    minisign::sign(None, &pair.sk, bytes, Some(comment), None).expect("it signs").into_string().into_bytes()
}

/// The signature of a manifest.
pub fn of_manifest(pair: &KeyPair, manifest: &Value) -> Vec<u8> {
    signature(pair, manifest.to_string().as_bytes(), "timestamp:1\tfile:airtill-stable.json")
}

/// The signature of a package, for a version.
pub fn of_package(pair: &KeyPair, package: &[u8], version: &str) -> Vec<u8> {
    signature(pair, package, &format!("timestamp:1\tfile:{PACKAGE}\tversion:{version}"))
}

/// A whole answer with these bytes.
pub fn file(bytes: impl AsRef<[u8]>) -> Act {
    Act::Answer(answer(200, "Content-Type: application/octet-stream\r\n", bytes))
}
