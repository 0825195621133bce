//! Taking a port of this computer's own loopback address, and nothing else.
//!
//! The socket that is bound is the socket that serves: it is never closed and opened again in between, so nobody can take
//! the port while the browser is on its way. Windows could be asked for exclusive use of it (SO_EXCLUSIVEADDRUSE); no
//! library here offers that without unsafe code, so there a program of the same person may bind beside it. It could catch
//! a code; where PKCE is on, that is worth nothing.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpListener;

/// How many ports are tried before somebody has to paste.
const ATTEMPTS: u32 = 10;
/// Between two attempts at a fixed port: the listener of an older sign-in may be closing just now. Ten of them are less than
/// the second in which a person may cancel.
const PAUSE: Duration = Duration::from_millis(50);

/// No port could be had.
#[derive(Debug, thiserror::Error)]
#[error("this computer gives no port for the answer")]
pub struct NoPort(#[source] pub io::Error);

/// Binds a loopback address: IPv4, or IPv6 where there is no IPv4; `port` 0 lets the system choose. A fixed port is the
/// IPv4 one alone: that is what is registered.
///
/// # Errors
/// [`NoPort`] after ten attempts at each.
pub(crate) async fn bind(port: u16) -> Result<TcpListener, NoPort> {
    bind_with(port, async |address| TcpListener::bind(address).await).await
}

async fn bind_with<T>(port: u16, take: impl AsyncFn(SocketAddr) -> io::Result<T>) -> Result<T, NoPort> {
    let mut last = None;
    let both = [SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))];
    // All of the first before the second: a service that looks at the host knows 127.0.0.1, and another port may be had.
    for address in both.into_iter().take(if port == 0 { 2 } else { 1 }) {
        for attempt in 0..ATTEMPTS {
            if port != 0 && attempt > 0 {
                tokio::time::sleep(PAUSE).await;
            }
            match take(address).await {
                Ok(socket) => return Ok(socket),
                Err(error) => last = Some(last.filter(|_| address.is_ipv6()).unwrap_or(error)),
            }
        }
    }
    Err(NoPort(last.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into())))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn l03_a_port_that_is_refused_is_asked_for_again_and_the_tenth_refusal_is_told() {
        for (failing, expected) in [(0, true), (1, true), (19, true), (20, false), (100, false)] {
            let asked = Cell::new(0);
            let outcome = bind_with(0, async |address| {
                asked.set(asked.get() + 1);
                if asked.get() <= failing { Err(io::Error::from(io::ErrorKind::PermissionDenied)) } else { Ok(address) }
            })
            .await;
            assert_eq!(outcome.is_ok(), expected, "{failing} refusals");
            assert!(asked.get() <= 20);
        }
    }

    #[tokio::test]
    async fn l01_only_loopback_addresses_are_ever_asked_for_and_ipv6_where_ipv4_is_refused() {
        let bound = bind_with(0, async |address| if address.is_ipv4() { Err(io::Error::from(io::ErrorKind::AddrInUse)) } else { Ok(address) }).await;
        assert_eq!(bound.expect("IPv6 is taken").ip(), Ipv6Addr::LOCALHOST);
        let refused = Cell::new(0);
        let bound = bind_with(0, async |address| {
            refused.set(refused.get() + 1);
            if refused.get() < 10 { Err(io::Error::from(io::ErrorKind::PermissionDenied)) } else { Ok(address) }
        });
        assert_eq!(bound.await.expect("the tenth port is taken").ip(), Ipv4Addr::LOCALHOST, "what services know, as long as there is a port");
        let bound = bind_with(0, async |address| Ok(address)).await.expect("IPv4 is taken");
        assert_eq!(bound.ip(), Ipv4Addr::LOCALHOST);
    }

    #[tokio::test(start_paused = true)]
    async fn l03_a_fixed_port_is_waited_for_while_an_older_sign_in_closes() {
        for (failing, expected) in [(0, true), (1, true), (9, true), (10, false)] {
            let (asked, before) = (Cell::new(0_u32), tokio::time::Instant::now());
            let outcome = bind_with(8123, async |address: SocketAddr| {
                assert_eq!(address, SocketAddr::from((Ipv4Addr::LOCALHOST, 8123)), "what is registered, and nothing else");
                asked.set(asked.get() + 1);
                if asked.get() <= failing { Err(io::Error::from(io::ErrorKind::AddrInUse)) } else { Ok(()) }
            })
            .await;
            assert_eq!(outcome.is_ok(), expected, "{failing} refusals");
            assert_eq!(before.elapsed(), PAUSE * (asked.get() - 1), "no wait before the first, nor after the last");
            assert!(before.elapsed() < Duration::from_secs(1) && asked.get() <= ATTEMPTS);
        }
    }

    #[tokio::test]
    async fn l03_a_fixed_port_is_taken_over_as_soon_as_it_is_free() {
        let older = bind(0).await.expect("a free port");
        let port = older.local_addr().expect("an address").port();
        let (newer, ()) = tokio::join!(bind(port), async {
            tokio::task::yield_now().await;
            drop(older);
        });
        assert_eq!(newer.expect("the port of the older one").local_addr().expect("an address").port(), port);
    }
}
