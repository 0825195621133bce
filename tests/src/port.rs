//! A port of this computer that stays a test's own while nobody listens there.
//!
//! A port that was bound and released is everybody's: the next service of another test may get it, or the near end of a
//! connection. A socket that is bound and never listens holds it, and refuses all connections.

use std::net::{Ipv4Addr, TcpStream};

use tokio::net::TcpSocket;

/// A port of 127.0.0.1, held until this is dropped.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _held: Option<TcpSocket>,
}

impl Port {
    /// A free port, for one who listens there by its number, or by turns. Only Linux lets others bind what is held, so
    /// elsewhere it is released at once.
    ///
    /// # Panics
    /// There is none.
    pub fn free() -> Self {
        Self::bound(0, cfg!(target_os = "linux"))
    }

    /// A port that a listener has just left: nobody listens there any more. Elsewhere than on Linux it is not held,
    /// because connections that are ending prevent its binding.
    ///
    /// # Panics
    /// Somebody does.
    pub fn left(number: u16) -> Self {
        if cfg!(target_os = "linux") {
            return Self::bound(number, true);
        }
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, number)).is_err(), "somebody listens there");
        Self { number, _held: None }
    }

    fn bound(number: u16, holds: bool) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        // With it, Linux lets a listener that asks for this very port have it, and gives it to none that asks for any.
        #[cfg(target_os = "linux")]
        socket.set_reuseaddr(true).expect("an option of sockets");
        socket.bind((Ipv4Addr::LOCALHOST, number).into()).expect("a free port");
        let number = socket.local_addr().expect("a bound address").port();
        Self { number, _held: holds.then_some(socket) }
    }

    /// The number by which a listener asks for it.
    pub fn as_u16(&self) -> u16 {
        self.number
    }
}
