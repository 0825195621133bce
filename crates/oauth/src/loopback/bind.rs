//! Taking a port of this computer's own loopback address, and nothing else.
//!
//! The socket that is bound is the socket that serves: it is never closed and opened again in between, so nobody can take
//! the port while the browser is on its way.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

/// How many ports are tried before somebody has to paste.
const ATTEMPTS: u32 = 10;

/// No port could be had.
#[derive(Debug, thiserror::Error)]
#[error("this computer gives no port for the answer")]
pub struct NoPort(#[source] pub io::Error);

/// Binds a loopback address: IPv4, or IPv6 where there is no IPv4; `port` 0 lets the system choose. A fixed port is the
/// IPv4 one alone: that is what is registered.
///
/// # Errors
/// [`NoPort`] after ten attempts, or at once for a fixed port that is taken.
pub(crate) async fn bind(port: u16) -> Result<TcpListener, NoPort> {
    bind_with(port, async |address| TcpListener::bind(address).await).await
}

async fn bind_with<T>(port: u16, take: impl AsyncFn(SocketAddr) -> io::Result<T>) -> Result<T, NoPort> {
    let mut last = None;
    for _ in 0..ATTEMPTS {
        let both = [SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))];
        for address in both.into_iter().take(if port == 0 { 2 } else { 1 }) {
            match take(address).await {
                Ok(socket) => return Ok(socket),
                Err(error) => last = Some(last.filter(|_| address.is_ipv6()).unwrap_or(error)),
            }
        }
        if port != 0 {
            break;
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
        let bound = bind_with(0, async |address| Ok(address)).await.expect("IPv4 is taken");
        assert_eq!(bound.ip(), Ipv4Addr::LOCALHOST);
    }

    #[tokio::test]
    async fn a_fixed_port_that_is_taken_is_told_at_once() {
        let asked = Cell::new(0);
        let refuse = async |_| {
            asked.set(asked.get() + 1);
            Err::<(), _>(io::Error::from(io::ErrorKind::AddrInUse))
        };
        assert!(bind_with(8123, refuse).await.is_err());
        assert_eq!(asked.get(), 1, "by the address that is registered");
    }
}
