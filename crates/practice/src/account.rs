//! A made-up account of a practice service.
//!
//! Its password is no secret: the sign-in screen of practice mode shows it. Each service has its own accounts.

/// A user name and password that the practice service knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The e-mail address, which is the user name.
    pub email: &'static str,
    /// The password, in the clear.
    pub password: &'static str,
}
