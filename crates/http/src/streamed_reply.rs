//! An answer whose head is there and whose body still arrives: for bodies that are too large to be held in memory.
//!
//! The caller takes the body piece by piece and decides where each piece goes. The limit is counted here, so that a
//! body without an end is cut and never fills a disk. The time is limited by the client that asked.

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue};
use zeroize::Zeroizing;

use crate::failure::{Failure, in_the_answer};
use crate::reply::Reply;

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
        let mut body = Zeroizing::new(Vec::new());
        while let Some(piece) = self.next().await? {
            append(&mut body, &piece);
        }
        Ok(Reply { status: self.status, headers: self.headers, body, whole: !self.cut })
    }
}

/// The bytes for which a body has room at first. Wiping takes time, and nearly every answer is shorter.
const FIRST_ROOM: usize = 2 * 1024;

/// Puts a piece behind the body. A buffer that grew by itself would leave a copy of a token in freed memory, so it moves
/// into a larger one and is wiped. The pieces lie in the HTTP library's own buffers, which are not wiped.
fn append(body: &mut Zeroizing<Vec<u8>>, piece: &[u8]) {
    let needed = body.len() + piece.len();
    if needed > body.capacity() {
        let room = needed.max(2 * body.capacity()).max(FIRST_ROOM);
        let mut larger = Zeroizing::new(Vec::with_capacity(room));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(piece);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_of_any_length_stand_behind_each_other(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5_000), 0..8),
        ) {
            let mut body = Zeroizing::new(Vec::new());
            pieces.iter().for_each(|piece| append(&mut body, piece));
            prop_assert_eq!(&**body, &pieces.concat());
        }
    }
}
