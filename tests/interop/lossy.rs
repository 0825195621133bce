//! A wire to the server that loses one answer: the request has arrived and was obeyed, and the client does not learn
//! it.
//!
//! It passes bytes on both ways and ends with the test. A word of the request chooses the lost answer.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// The wire; dropping it ends the listening.
pub struct Lossy {
    pub port: u16,
    left: Arc<AtomicUsize>,
    listening: AbortHandle,
}

impl Lossy {
    /// A wire to this server, which loses nothing yet.
    pub async fn to(server: SocketAddr) -> Lossy {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let left = Arc::new(AtomicUsize::new(0));
        let lost = Arc::clone(&left);
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, Arc::clone(&lost)));
            }
        });
        Lossy { port, left, listening: listening.abort_handle() }
    }

    /// Loses the answers to the next renewals, this many.
    pub fn lose_renewals(&self, count: usize) {
        self.left.store(count, Ordering::SeqCst);
    }

    /// How many are still to be lost.
    pub fn left(&self) -> usize {
        self.left.load(Ordering::SeqCst)
    }
}

impl Drop for Lossy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Carries one connection. Every error is an end of it.
async fn carry(mut client: TcpStream, server: SocketAddr, left: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    let (mut asked, mut there, mut back) = (Vec::new(), [0; 16 * 1024], [0; 16 * 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut there) => match read? {
                0 => return Ok(()),
                length => {
                    asked.extend_from_slice(&there[..length]);
                    server.write_all(&there[..length]).await?;
                }
            },
            read = server.read(&mut back) => match read? {
                0 => return Ok(()),
                length => {
                    let text = String::from_utf8_lossy(&asked);
                    let is_renewal = ["\"grant_type\":\"refresh_token\"", "grant_type=refresh_token"]
                        .iter()
                        .any(|grant| text.contains(grant));
                    asked.clear();
                    let lose = |left: usize| left.checked_sub(1);
                    if is_renewal && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, lose).is_ok() {
                        return Ok(());
                    }
                    client.write_all(&back[..length]).await?;
                }
            },
        }
    }
}
