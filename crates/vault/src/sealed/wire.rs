//! Bytes with their length before them, written and read. No number that a file states is believed before it is
//! measured.
//!
//! Lengths are big-endian and of one, two or four bytes. The reader answers `None` where the bytes end too early and
//! never allocates; the module above gives the fields their meaning and order.

/// The bytes that are left to read.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn short(&mut self) -> Option<&'a [u8]> {
        let length = u8::from_be_bytes(self.array()?);
        self.take(usize::from(length))
    }

    pub(super) fn medium(&mut self) -> Option<&'a [u8]> {
        let length = u16::from_be_bytes(self.array()?);
        self.take(usize::from(length))
    }

    pub(super) fn long(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_be_bytes(self.array()?);
        self.take(usize::try_from(length).ok()?)
    }
}

pub(super) fn put_short(into: &mut Vec<u8>, bytes: &[u8]) {
    into.push(u8::try_from(bytes.len()).expect("measured before: at most 255 bytes"));
    into.extend_from_slice(bytes);
}

pub(super) fn put_medium(into: &mut Vec<u8>, bytes: &[u8]) {
    into.extend_from_slice(&u16::try_from(bytes.len()).expect("measured before: at most 65,535 bytes").to_be_bytes());
    into.extend_from_slice(bytes);
}

pub(super) fn put_long(into: &mut Vec<u8>, bytes: &[u8]) {
    into.extend_from_slice(
        &u32::try_from(bytes.len()).expect("a sealed secret is at most 64 KiB and a tag").to_be_bytes(),
    );
    into.extend_from_slice(bytes);
}
