//! Binding a port of this computer's own loopback address, and no other.
//!
//! The socket that is bound is the socket that serves: it is never closed and opened again in between, so nobody can
//! take the port while the browser is on its way. Windows could be asked for exclusive use of it (SO_EXCLUSIVEADDRUSE);
//! no library here offers that without unsafe code, so there a program of the same person may bind beside it. It could
//! catch a code; where PKCE is on, that is worth nothing.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::task::Poll;
use std::time::Duration;

use airtill_domain::connection::address::browsers_refuse;
use tokio::net::{TcpListener, TcpStream};

/// How many ports are tried before the person has to paste.
const ATTEMPTS: u32 = 10;
/// Between two attempts at a fixed port: the listener of an older sign-in may be closing just now. Ten of them are less
/// than the second in which a person may cancel.
const PAUSE: Duration = Duration::from_millis(50);

/// No port could be bound.
#[derive(Debug, thiserror::Error)]
#[error("this computer gives no port for the answer")]
pub struct NoPort(#[source] pub io::Error);

/// Binds a loopback address: IPv4, or IPv6 where there is no IPv4; `port` 0 lets the system choose. A fixed port is
/// bound on IPv4 alone, because that address is registered.
///
/// # Errors
/// [`NoPort`] after ten attempts at each.
pub(crate) async fn bind(port: u16) -> Result<TcpListener, NoPort> {
    bind_with(port, if port == 0 { &BOTH } else { &BOTH[..1] }, take).await
}

/// Binds a port of every loopback address that this computer has: browsers go to either of them for `localhost`, and no
/// other program may wait at the other. `port` 0 lets the system choose.
///
/// # Errors
/// [`NoPort`] where any of them cannot be had, or there is none.
pub(crate) async fn bind_both(port: u16) -> Result<Vec<TcpListener>, NoPort> {
    let mut sockets = Vec::<TcpListener>::new();
    let mut none = None;
    for ip in BOTH {
        // Without IPv6 no browser goes there.
        if let Err(error) = TcpListener::bind((ip, 0)).await {
            none = Some(error);
            continue;
        }
        let port = sockets.first().and_then(|first| first.local_addr().ok()).map_or(port, |address| address.port());
        sockets.push(bind_with(port, &[ip], take).await?);
    }
    if sockets.is_empty() {
        Err(NoPort(none.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into())))
    } else {
        Ok(sockets)
    }
}

/// The next connection to any of the sockets.
pub(crate) async fn accept(sockets: &[TcpListener]) -> io::Result<TcpStream> {
    std::future::poll_fn(|context| {
        let mut accepted = sockets.iter().map(|socket| socket.poll_accept(context));
        accepted.find(Poll::is_ready).unwrap_or(Poll::Pending).map_ok(|(stream, _)| stream)
    })
    .await
}

const BOTH: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

async fn take(address: SocketAddr) -> io::Result<(TcpListener, u16)> {
    let socket = TcpListener::bind(address).await?;
    let port = socket.local_addr()?.port();
    Ok((socket, port))
}

/// `take` gives a socket and its port. A port that browsers refuse is released: the system may have chosen it.
async fn bind_with<T>(
    port: u16,
    ips: &[IpAddr],
    take: impl AsyncFn(SocketAddr) -> io::Result<(T, u16)>,
) -> Result<T, NoPort> {
    let mut last = None;
    // All attempts at the first address before the second: a service that compares the host knows 127.0.0.1, and
    // another port may be free.
    for address in ips.iter().map(|ip| SocketAddr::from((*ip, port))) {
        for attempt in 0..ATTEMPTS {
            if port != 0 && attempt > 0 {
                tokio::time::sleep(PAUSE).await;
            }
            match take(address).await {
                Ok((_, port)) if browsers_refuse(port) => {
                    last = last.or(Some(io::Error::other("browsers refuse the port")))
                }
                Ok((socket, _)) => return Ok(socket),
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
    async fn l03_a_refused_port_is_asked_for_again_until_the_tenth_refusal() {
        for (failing, expected) in [(0, true), (1, true), (19, true), (20, false), (100, false)] {
            let asked = Cell::new(0);
            let outcome = bind_with(0, &BOTH, async |address| {
                asked.set(asked.get() + 1);
                if asked.get() <= failing {
                    Err(io::Error::from(io::ErrorKind::PermissionDenied))
                } else {
                    Ok((address, 49152))
                }
            })
            .await;
            assert_eq!(outcome.is_ok(), expected, "{failing} refusals");
            assert!(asked.get() <= 20);
        }
    }

    #[tokio::test]
    async fn l01_only_loopback_is_asked_for_and_ipv6_where_ipv4_is_refused() {
        let bound = bind_with(0, &BOTH, async |address| {
            if address.is_ipv4() { Err(io::Error::from(io::ErrorKind::AddrInUse)) } else { Ok((address, 49152)) }
        })
        .await;
        assert_eq!(bound.expect("IPv6 is taken").ip(), Ipv6Addr::LOCALHOST);
        let refused = Cell::new(0);
        let bound = bind_with(0, &BOTH, async |address| {
            refused.set(refused.get() + 1);
            if refused.get() < 10 {
                Err(io::Error::from(io::ErrorKind::PermissionDenied))
            } else {
                Ok((address, 49152))
            }
        });
        assert_eq!(
            bound.await.expect("the tenth port is taken").ip(),
            Ipv4Addr::LOCALHOST,
            "the address that services know, as long as there is a port"
        );
        let bound = bind_with(0, &BOTH, async |address| Ok((address, 49152))).await.expect("IPv4 is taken");
        assert_eq!(bound.ip(), Ipv4Addr::LOCALHOST);
    }

    #[tokio::test(start_paused = true)]
    async fn l03_a_fixed_port_is_waited_for_while_an_older_sign_in_closes() {
        for (failing, expected) in [(0, true), (1, true), (9, true), (10, false)] {
            let (asked, before) = (Cell::new(0_u32), tokio::time::Instant::now());
            let outcome = bind_with(8123, &BOTH[..1], async |address: SocketAddr| {
                assert_eq!(
                    address,
                    SocketAddr::from((Ipv4Addr::LOCALHOST, 8123)),
                    "the registered address, and no other"
                );
                asked.set(asked.get() + 1);
                if asked.get() <= failing { Err(io::Error::from(io::ErrorKind::AddrInUse)) } else { Ok(((), 8123)) }
            })
            .await;
            assert_eq!(outcome.is_ok(), expected, "{failing} refusals");
            assert_eq!(before.elapsed(), PAUSE * (asked.get() - 1), "no wait before the first, nor after the last");
            assert!(before.elapsed() < Duration::from_secs(1) && asked.get() <= ATTEMPTS);
        }
    }

    #[tokio::test]
    async fn l03_a_fixed_port_is_taken_over_as_soon_as_it_is_free() {
        // For a moment the port is everybody's: another test may have it.
        for _ in 0..10 {
            let older = bind(0).await.expect("a free port");
            let address = older.local_addr().expect("an address");
            let (newer, ()) = tokio::join!(bind(address.port()), async {
                tokio::task::yield_now().await;
                drop(older);
            });
            if newer.is_ok_and(|newer| newer.local_addr().ok() == Some(address)) {
                return;
            }
        }
        panic!("not once was it taken over");
    }

    #[tokio::test]
    async fn a_port_that_browsers_refuse_is_released_for_another() {
        let given = Cell::new(0);
        let bound = bind_with(0, &BOTH, async |_| {
            given.set(given.get() + 1);
            let port = [10080, 6000, 6697, 49152][given.get() - 1];
            Ok((port, port))
        });
        assert_eq!(bound.await.expect("the fourth"), 49152);
        let asked = bind_with(10080, &BOTH[..1], async |_| Ok(((), 10080)));
        assert!(asked.await.is_err(), "nobody would come");
    }

    #[tokio::test]
    async fn l01_localhost_is_bound_at_each_of_its_addresses_or_not_at_all() {
        let mut sockets = bind_both(0).await.expect("a free port");
        let at: Vec<_> = sockets.iter().map(|socket| socket.local_addr().expect("an address")).collect();
        assert!(at.iter().all(|address| address.ip().is_loopback() && address.port() == at[0].port()), "{at:?}");
        let has_ipv6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok();
        assert_eq!(at.len(), if has_ipv6 { 2 } else { 1 });
        for address in &at {
            let (connected, accepted) = tokio::join!(TcpStream::connect(address), accept(&sockets));
            assert_eq!(
                accepted.expect("it is heard").peer_addr().ok(),
                connected.expect("somebody listens").local_addr().ok()
            );
        }
        // Another program waits at one of them, and nobody at the other.
        let _somebody = sockets.pop();
        drop(sockets);
        assert!(bind_both(at[0].port()).await.is_err(), "a browser could go there");
    }
}
