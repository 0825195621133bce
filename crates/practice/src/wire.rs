//! One connection, and the faults on it below HTTP.
//!
//! hyper writes answers into a [`Wire`]. A [`Line`], given to the code that answers the request, can make the wire cut
//! the answer at a position, send other bytes instead, and end it: closed, reset, silent, or never ending.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::lock::lock;

/// The position at which an answer is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Before its first byte.
    Start,
    /// After its head.
    Head,
    /// In the middle of its body.
    Middle,
}

/// The way in which a spoiled answer ends.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// An orderly close.
    Close,
    /// A reset (RST).
    Reset,
    /// Nothing more, until the client leaves.
    Silence,
    /// These bytes again and again, until the client leaves.
    Repeat(&'static [u8]),
}

#[derive(Debug, Default)]
enum Plan {
    #[default]
    Through,
    /// The next answer passes up to the cut.
    CutAt(Cut, End),
    /// These bytes are still to be sent in place of hyper's.
    Instead { bytes: Vec<u8>, sent: usize, end: End },
}

/// The control that an endpoint has over the connection of its request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(Arc<Mutex<Plan>>);

impl Line {
    /// Lets the answer pass up to `cut` and then ends the connection.
    pub fn cut(&self, cut: Cut, end: End) {
        *self.plan() = Plan::CutAt(cut, end);
    }

    /// Sends `bytes` instead of the answer and then ends the connection.
    pub fn instead(&self, bytes: Vec<u8>, end: End) {
        *self.plan() = Plan::Instead { bytes, sent: 0, end };
    }

    /// Whether the answer will arrive as it was meant.
    pub fn is_whole(&self) -> bool {
        matches!(*self.plan(), Plan::Through)
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        lock(&self.0)
    }
}

/// A TCP stream whose answers its [`Line`] may spoil.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    line: Line,
}

impl Wire {
    pub fn new(stream: TcpStream, line: Line) -> Wire {
        Wire { stream, line }
    }
}

/// How many bytes of an answer pass. Ours are small and complete in one write, so the head's end is in it.
fn passing(answer: &[u8], cut: Cut) -> usize {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
    match cut {
        Cut::Start => 0,
        Cut::Head => head,
        Cut::Middle => head + (answer.len() - head) / 2,
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, answer: &[u8]) -> Poll<io::Result<usize>> {
        let Wire { stream, line } = self.get_mut();
        let mut plan = line.plan();
        if let Plan::CutAt(cut, end) = &*plan {
            let bytes = answer[..passing(answer, *cut)].to_vec();
            *plan = Plan::Instead { bytes, sent: 0, end: end.clone() };
        }
        let Plan::Instead { bytes, sent, end } = &mut *plan else {
            drop(plan);
            return Pin::new(stream).poll_write(cx, answer);
        };
        loop {
            while *sent < bytes.len() {
                match Pin::new(&mut *stream).poll_write(cx, &bytes[*sent..]) {
                    Poll::Ready(Ok(count)) => *sent += count,
                    other => return other,
                }
            }
            match end {
                End::Close => return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
                End::Reset => {
                    stream.set_zero_linger()?;
                    return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
                }
                End::Silence => return poll_gone(stream, cx),
                End::Repeat(again) => (*bytes, *sent) = (again.to_vec(), 0),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, into)
    }
}

/// Waits until the client closes the connection, ignoring any bytes that it still sends.
fn poll_gone(stream: &mut TcpStream, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
    let mut buffer = [0; 256];
    loop {
        let mut into = ReadBuf::new(&mut buffer);
        match Pin::new(&mut *stream).poll_read(cx, &mut into) {
            Poll::Ready(Ok(())) if into.filled().is_empty() => {
                return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
            }
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => return Poll::Pending,
        }
    }
}
