//! Servers over HTTPS that follow a script. A server has two parts: one takes TLS off, and the scripted server of
//! `airtill-http` behind it answers.
//!
//! So every answer is the bytes that a test wrote. A server runs as long as the test's runtime.

use std::net::SocketAddr;
use std::sync::Arc;

use airtill_http::scripted::{Act, Server, answer};
use rcgen::{CertificateParams, CertifiedIssuer};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use url::Url;

use crate::faults;
use crate::publisher::{Publisher, root};

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
        self.seen().len()
    }

    /// The requests that it had, head and body.
    pub fn seen(&self) -> Vec<String> {
        self.behind.as_ref().map(Server::seen).unwrap_or_default()
    }
}

impl Publisher {
    /// A server that trusted certificates prove, with one act for each connection in turn, and the last for ever.
    pub async fn server(&self, acts: Vec<Act>) -> Site {
        scripted(acts, &self.root).await
    }

    /// A server behind TLS that nobody trusts.
    pub async fn untrusted(&self, acts: Vec<Act>) -> Site {
        scripted(acts, &root()).await
    }

    /// A server that redirects to itself for ever and takes its time each time.
    pub async fn hesitating(&self) -> Site {
        Site { address: taking_tls_off(faults::hesitating().await, &self.root).await, behind: None }
    }

    /// A server that sends this, and then one byte after the other without an end.
    pub async fn dripping(&self, first: Vec<u8>) -> Site {
        Site { address: taking_tls_off(faults::dripping(first).await, &self.root).await, behind: None }
    }
}

/// A whole answer with these bytes.
pub fn file(bytes: impl AsRef<[u8]>) -> Act {
    Act::Answer(answer(200, "Content-Type: application/octet-stream\r\n", bytes))
}

async fn scripted(acts: Vec<Act>, root: &CertifiedIssuer<'static, rcgen::KeyPair>) -> Site {
    let server = Server::start_in_turn(acts).await;
    let behind = server.url("/").socket_addrs(|| None).expect("an address")[0];
    Site { address: taking_tls_off(behind, root).await, behind: Some(server) }
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
