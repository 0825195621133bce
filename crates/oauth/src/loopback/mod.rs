//! The loopback listener (RFC 8252 §7.3): waits on this computer for the browser that comes back, for a few minutes.
//!
//! Bind first, hold the socket, then open the browser. One task owns the socket and its connections, at most eight,
//! each with five seconds to send its head; a silent one delays no other and is the first to be dropped. An answer that
//! is not ours never ends the wait, and one that is ours is delivered once. A few seconds after that, or as soon as it
//! is cancelled, every connection is closed and every task is over before [`Listener::serve`] returns.

mod bind;
mod connections;
mod head;
mod page;
mod tls;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_domain::lock;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::authorization::{Answer, Attempt};
use connections::{Connections, Spoke};
use head::{Asked, ListenerAddress, Refused};
use page::{Pages, Progress};

pub use bind::NoPort;
pub use page::Words;
pub use tls::{Leaf, LeafError, Names};

/// From accepting a connection to the end of its head, a TLS handshake included.
const READING: Duration = Duration::from_secs(5);
/// The longest time for writing an answer.
const WRITING: Duration = Duration::from_secs(2);
/// After the answer the listener stays for reloads, a second tab and the page that follows.
const LINGERING: Duration = Duration::from_secs(3);

/// The redirect URI of a connection, before a port is bound.
#[derive(Debug)]
pub struct Door {
    /// The path of the redirect URI, beginning with `/`.
    pub path: String,
    /// A port that is registered, or 0 where the service does not look at it.
    pub port: u16,
    /// Whether the redirect URI names this computer `localhost`, which services compare with its port.
    pub localhost: bool,
    /// The certificate, where the service wants `https`.
    pub leaf: Option<Leaf>,
}

impl Door {
    /// The redirect URI where nothing listens: its page is an error, and its address can be copied. A port that is not
    /// fixed is left out.
    pub fn redirect_uri(&self) -> String {
        let port = if self.port == 0 { String::new() } else { format!(":{}", self.port) };
        format!("{}://{}{port}{}", self.scheme(), if self.localhost { LOCALHOST } else { "127.0.0.1" }, self.path)
    }

    fn scheme(&self) -> &'static str {
        if self.leaf.is_some() { "https" } else { "http" }
    }
}

/// This computer by name.
const LOCALHOST: &str = "localhost";

/// The reason for which there is no listener.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// No port could be bound.
    #[error(transparent)]
    Port(#[from] NoPort),
    /// The certificate cannot be used.
    #[error(transparent)]
    Leaf(#[from] LeafError),
    /// A path that no browser sends as it stands, or the listener's own page.
    #[error("the path of the redirect URI cannot be listened at")]
    Path,
}

/// A bound socket that answers nothing yet; two, where the browser may come to either of this computer's addresses.
pub struct Listener {
    sockets: Vec<TcpListener>,
    expected: ListenerAddress,
    tls: Option<TlsAcceptor>,
}

impl Listener {
    /// Binds the loopback address and the port of the redirect URI.
    ///
    /// # Errors
    /// See [`ListenError`]; the person can still paste.
    pub async fn bind(door: Door) -> Result<Self, ListenError> {
        let tls = door.leaf.as_ref().map(Leaf::server).transpose()?.map(TlsAcceptor::from);
        let scheme = door.scheme();
        if !is_plain(&door.path) {
            return Err(ListenError::Path);
        }
        let sockets =
            if door.localhost { bind::bind_both(door.port).await? } else { vec![bind::bind(door.port).await?] };
        let address = sockets
            .first()
            .ok_or_else(|| NoPort(std::io::ErrorKind::AddrNotAvailable.into()))?
            .local_addr()
            .map_err(NoPort)?;
        let expected = ListenerAddress { scheme, host: host(address, scheme, door.localhost), path: door.path };
        Ok(Self { sockets, expected, tls })
    }

    /// The redirect URI, with the port that was bound.
    pub fn redirect_uri(&self) -> String {
        format!("{}://{}{}", self.expected.scheme, self.expected.host, self.expected.path)
    }

    /// Serves until `over`, or a few seconds beyond the answer, which is sent to `answered`; as long after its receiver
    /// is gone, since the answer came another way. Everything is closed when this returns; dropping it closes
    /// everything as well.
    pub async fn serve(
        self,
        attempt: Arc<Attempt>,
        words: &Words,
        answered: oneshot::Sender<Answer>,
        over: CancellationToken,
    ) {
        let (hear, heard) = oneshot::channel();
        let wait = Arc::new(Wait {
            pages: Pages::new(words),
            expected: self.expected,
            attempt,
            waiting: Mutex::new((Some(hear), Progress::Waiting)),
        });
        let mut connections = Connections::new();
        let lingering = async {
            let mut answered = answered;
            tokio::select! {
                Ok(answer) = heard => drop(answered.send(answer)),
                () = answered.closed() => wait.close(),
            }
            tokio::time::sleep(LINGERING).await;
        };
        tokio::pin!(lingering);
        loop {
            let ripe = connections.ripe_at();
            tokio::select! {
                () = over.cancelled() => break,
                () = &mut lingering => break,
                () = tokio::time::sleep_until(ripe), if ripe > Instant::now() => {}
                accepted = bind::accept(&self.sockets), if ripe <= Instant::now() => match accepted {
                    Ok(stream) => {
                        let (wait, tls) = (Arc::clone(&wait), self.tls.clone());
                        connections.add(Spoke::already(&stream), |spoke| async move {
                            match tls {
                                Some(tls) => wait.over_tls(stream, &tls, &spoke).await,
                                None => wait.plainly(stream, &spoke).await,
                            }
                        });
                    }
                    Err(error) => connections.recover(&error).await,
                },
                () = connections.one_ends() => {}
            }
        }
        connections.close().await;
    }
}

/// Whether browsers send a path letter by letter as it stands: the path that is sent, the one that comes back and the
/// one that is pasted must agree.
fn is_plain(path: &str) -> bool {
    let uri = format!("http://127.0.0.1{path}");
    let parsed = url::Url::parse(&uri);
    path.starts_with('/')
        && path != head::DONE
        && parsed.is_ok_and(|parsed| parsed.as_str() == uri && parsed.path() == path)
}

/// The host as browsers write it: without the port that the scheme has anyway.
fn host(address: SocketAddr, scheme: &str, localhost: bool) -> String {
    let ip = match address {
        _ if localhost => LOCALHOST.to_owned(),
        SocketAddr::V4(address) => address.ip().to_string(),
        SocketAddr::V6(address) => format!("[{}]", address.ip()),
    };
    match (scheme, address.port()) {
        ("http", 80) | ("https", 443) => ip,
        (_, port) => format!("{ip}:{port}"),
    }
}

/// The state that all connections of one attempt share.
struct Wait {
    pages: Pages,
    expected: ListenerAddress,
    attempt: Arc<Attempt>,
    waiting: Mutex<(Option<oneshot::Sender<Answer>>, Progress)>,
}

impl Wait {
    async fn plainly(&self, stream: TcpStream, spoke: &Spoke) {
        let heard = tokio::time::timeout(READING, async {
            let mut stream = stream;
            let asked = self.hear(&mut stream, spoke).await?;
            Some((stream, asked))
        });
        if let Ok(Some((stream, asked))) = heard.await {
            self.answer(stream, asked).await;
        }
    }

    async fn over_tls(&self, stream: TcpStream, tls: &TlsAcceptor, spoke: &Spoke) {
        let heard = tokio::time::timeout(READING, async {
            // A client of TLS speaks first: from its first byte on it is not silent. A socket may be called readable
            // before.
            if stream.peek(&mut [0]).await.ok()? == 0 {
                return None;
            }
            spoke.now();
            let mut stream = tls.accept(stream).await.ok()?;
            let asked = self.hear(&mut stream, spoke).await?;
            Some((stream, asked))
        });
        if let Ok(Some((stream, asked))) = heard.await {
            self.answer(stream, asked).await;
        }
    }

    /// Reads one head; `None` if the connection ends before it is whole.
    async fn hear(&self, stream: &mut (impl AsyncRead + Unpin), spoke: &Spoke) -> Option<Result<Asked, Refused>> {
        // Room for all of it, so that no copy of a code is left behind by growing.
        let mut bytes = Zeroizing::new(Vec::with_capacity(head::LONGEST_HEAD));
        loop {
            let room = u64::try_from(head::LONGEST_HEAD - bytes.len()).unwrap_or(0);
            if (&mut *stream).take(room.min(4096)).read_buf(&mut *bytes).await.ok()? == 0 {
                return None;
            }
            spoke.now();
            if let Some(asked) = head::read(&bytes, &self.expected) {
                return Some(asked);
            }
        }
    }

    async fn answer(&self, mut stream: impl AsyncWrite + Unpin, asked: Result<Asked, Refused>) {
        let bytes = match asked {
            Err(refused) => self.pages.refusal(refused),
            Ok(Asked::Look) => self.pages.look(),
            Ok(Asked::Done) => self.pages.done(lock(&self.waiting).1),
            Ok(Asked::Answer(query)) => self.take(&query),
        };
        let written = tokio::time::timeout(WRITING, async {
            stream.write_all(bytes).await?;
            stream.shutdown().await
        });
        // A client that does not read the page has gone.
        let _ = written.await;
    }

    /// Judges an answer; the first that is ours is delivered.
    fn take(&self, query: &str) -> &[u8] {
        let mut waiting = lock(&self.waiting);
        if waiting.1 != Progress::Waiting {
            return self.pages.already();
        }
        let answer = self.attempt.judge(query);
        let progress = match &answer {
            Answer::NotOurs(why) => {
                // Any program on this computer can cause any number of these.
                tracing::debug!(%why, "an answer that is not ours came to the listener");
                self.attempt.turn_away(*why);
                return self.pages.not_ours();
            }
            Answer::Code(_) => Progress::Received,
            Answer::Denied(denial) if denial.error == "access_denied" => Progress::Denied,
            Answer::Denied(_) | Answer::NoCode => Progress::Failed,
        };
        if let Some(answered) = waiting.0.take() {
            // The caller that waited may have cancelled in this very moment.
            let _ = answered.send(answer);
        }
        waiting.1 = progress;
        self.pages.to_done()
    }

    /// Notes that the answer came another way: every later redirect is too late.
    fn close(&self) {
        let mut waiting = lock(&self.waiting);
        if waiting.1 == Progress::Waiting {
            *waiting = (None, Progress::Received);
        }
    }
}

#[cfg(test)]
mod tests;
