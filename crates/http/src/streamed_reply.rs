//! An answer whose head is there and whose body still arrives: for bodies that are too large to be held in memory.
//!
//! The caller takes the body piece by piece and decides where each piece goes. The limit is counted here, so that a
//! body without an end is cut and never fills a disk. The time is limited by the client that asked.

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue};
use zeroize::Zeroizing;

use crate::failure::{Failure, in_the_answer};
use crate::reply::{MOST_BODY, Reply};

/// An answer whose body arrives.
pub struct StreamedReply {
    /// The HTTP status.
    pub status: u16,
    headers: HeaderMap,
    response: reqwest::Response,
    /// Bytes that may still come.
    left: usize,
    cut: bool,
}

impl StreamedReply {
    pub(crate) fn new(mut response: reqwest::Response, most: usize) -> Self {
        let headers = std::mem::take(response.headers_mut());
        Self { status: response.status().as_u16(), headers, response, left: most, cut: false }
    }

    /// The target of a redirect, as it was sent; `None` where it is absent or not in visible ASCII.
    pub fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION).map(HeaderValue::to_str)?.ok()
    }

    /// The next piece of the body; `None` at its end, and where the limit cuts it.
    ///
    /// # Errors
    /// The answer broke off, or its time ran out.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        if self.cut {
            return Ok(None);
        }
        let Some(mut piece) = self.response.chunk().await.map_err(in_the_answer)? else { return Ok(None) };
        if piece.len() > self.left {
            piece.truncate(self.left);
            self.cut = true;
        }
        self.left -= piece.len();
        Ok((!self.cut || !piece.is_empty()).then_some(piece))
    }

    /// Whether there was more than the limit let in.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// The body in memory, as far as the limit lets it in.
    ///
    /// # Errors
    /// The answer broke off, or its time ran out.
    pub async fn read(mut self) -> Result<Reply, Failure> {
        // One allocation, so that no partial copy of a token stays behind in freed memory. The chunks themselves lie in
        // the HTTP library's own buffers, which are not wiped.
        let mut body = Zeroizing::new(Vec::with_capacity(self.left.min(MOST_BODY)));
        while let Some(piece) = self.next().await? {
            body.extend_from_slice(&piece);
        }
        Ok(Reply { status: self.status, headers: self.headers, body, whole: !self.cut })
    }
}
