//! Other people's accounts: looking one up, and making a new one, which is asked for once.
//!
//! The service may answer with the signed-in user for every number; the person in the answer is shown, never taken for
//! the one who was asked for. A new account has no request of its own to repeat: an answer that does not come is shown
//! as not known.

use airtill_apis::ApiError;
use airtill_apis::accounts::{CreateUserError, FieldError, UserAnswer, UserField};
use airtill_contract::{CreatedUser, ErrorCode, FoundUser, UserError, UserFieldView};
use airtill_domain::characters::ascii_digit;
use airtill_domain::{Secret, text};

use super::Accounts;
use super::user::person;
use crate::{TillError, view};

/// The most characters of an e-mail address (RFC 3696, erratum 1690) and of a password.
const EMAIL_CHARACTERS: usize = 320;
const PASSWORD_CHARACTERS: usize = 1024;

impl Accounts {
    /// The person whom the service names for a number, as typed.
    ///
    /// # Errors
    /// `BadUserId`, `NoSuchUser`, or by what the service or the network said.
    pub async fn look_up(&self, id: &str) -> Result<FoundUser, TillError> {
        let id = user_id(id)?;
        let ask = |token| async move {
            match self.api.user(&token, id).await {
                // The service has one answer for nobody of this number and for nothing at its address; this address has
                // answered.
                Err(ApiError::Settings) => Ok(None),
                answer => answer.map(Some),
            }
        };
        let (_, answer) = self.session.ask(ask).await?;
        let answer = answer.ok_or(TillError::new(ErrorCode::NoSuchUser))?;
        let asked = matches!(answer, UserAnswer::Asked(_));
        let (UserAnswer::Asked(user) | UserAnswer::Other(user)) = answer;
        Ok(FoundUser { person: view::person(&person(user)), asked })
    }

    /// Makes an account, asking the service once.
    ///
    /// # Errors
    /// `BadEmail`, `BadPassword`, or a refusal that is about neither; nothing was made then.
    pub async fn create(&self, email: &str, password: &Secret) -> Result<CreatedUser, TillError> {
        let email = text::user_name(email);
        let shaped = email
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains('@'));
        if !shaped
            || email.chars().count() > EMAIL_CHARACTERS
            || email.chars().any(|c| c.is_control() || c.is_whitespace())
        {
            return Err(TillError::new(ErrorCode::BadEmail));
        }
        if password.is_empty() || password.expose().chars().count() > PASSWORD_CHARACTERS {
            return Err(TillError::new(ErrorCode::BadPassword));
        }
        match self.api.create_user(&email, password).await {
            Ok(user) => Ok(CreatedUser::Created { person: view::person(&person(user)) }),
            Err(CreateUserError::Invalid { errors }) => {
                Ok(CreatedUser::Invalid { errors: errors.into_iter().map(error).collect() })
            }
            Err(CreateUserError::Unknown { reason }) => Ok(CreatedUser::Unknown {
                error: TillError::from(reason).referenced("whether a user was made is not known"),
            }),
            Err(CreateUserError::Refused { reason }) => Err(reason.into()),
            Err(CreateUserError::NotSent { error }) => Err(ApiError::from(error).into()),
        }
    }
}

/// A user's number as typed.
///
/// # Errors
/// `BadUserId` where it is 0 or not written in digits; `NoSuchUser` where it is greater than any number of a service.
fn user_id(typed: &str) -> Result<i64, TillError> {
    let digits: Option<String> = text::unwrapped(typed).chars().map(ascii_digit).collect();
    let digits = digits
        .filter(|digits| digits.bytes().any(|digit| digit != b'0'))
        .ok_or(TillError::new(ErrorCode::BadUserId))?;
    digits.parse().map_err(|_| TillError::new(ErrorCode::NoSuchUser))
}

fn error(error: FieldError) -> UserError {
    match error.field {
        UserField::Email => UserError { field: UserFieldView::Email, message: error.message },
        UserField::Password => UserError { field: UserFieldView::Password, message: error.message },
        UserField::Other(name) => {
            UserError { field: UserFieldView::Whole, message: format!("{name} {}", error.message).trim().to_owned() }
        }
        UserField::Whole => UserError { field: UserFieldView::Whole, message: error.message },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_number_is_read_as_written_and_an_unknown_one_is_told() {
        for typed in ["17", " 17\u{200B}", "\u{A0}\"17\"", "<17>,", "\u{FEFF}017", "١٧", "۱۷", "１７"] {
            assert_eq!(user_id(typed), Ok(17), "{typed:?}");
        }
        assert_eq!(user_id("9223372036854775807"), Ok(i64::MAX));
        for (typed, code) in [
            ("", ErrorCode::BadUserId),
            ("\u{200B} ", ErrorCode::BadUserId),
            ("1 7", ErrorCode::BadUserId),
            ("-17", ErrorCode::BadUserId),
            ("17a", ErrorCode::BadUserId),
            ("0", ErrorCode::BadUserId),
            ("9223372036854775808", ErrorCode::NoSuchUser),
            ("12345678901234567890", ErrorCode::NoSuchUser),
        ] {
            assert_eq!(user_id(typed).map_err(|error| error.code), Err(code), "{typed:?}");
        }
    }
}
