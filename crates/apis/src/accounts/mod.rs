//! The company's account service, "RESTful API v1": the signed-in person, new accounts, and the countries of the world.
//!
//! The access token comes from outside; the step after a 401 is decided there as well. Making an account needs no token
//! and cannot be undone: it is asked for once, and where the answer is lost the account may exist. The service
//! documents neither its errors nor its validation errors, so they are read tolerantly, and never shown with the
//! password in them.

mod answer;
mod field_errors;
mod map;
mod wire;

use airtill_domain::{Environment, Secret};
use airtill_http::Timeouts;
use url::Url;

pub use answer::{Country, CreateUserError, FieldError, Role, User, UserAnswer, UserField};

use crate::error::ApiError;
use crate::http::Http;

/// One connection to the account service.
pub struct Accounts {
    http: Http,
}

impl Accounts {
    /// A client below `base_address`, which may have a path; `/api/v1` follows it. Nothing is opened yet.
    pub fn new(base_address: &Url, environment: Environment, timeouts: Timeouts) -> Self {
        Self { http: Http::new(base_address, environment, timeouts) }
    }

    /// The countries of the world, in the service's order, each code once. Entries without a readable code are left
    /// out.
    ///
    /// # Errors
    /// See [`ApiError`]; Unauthorised for a token that is not accepted, Odd for a list that holds no country.
    pub async fn countries(&self, token: &Secret) -> Result<Vec<Country>, ApiError> {
        map::countries(&self.http.get(&["api", "v1", "countries"], token).await?, token)
    }

    /// The user with this id, or another person that the service names instead.
    ///
    /// # Errors
    /// See [`ApiError`]; Unauthorised for a token that is not accepted. Settings is a 404, and the service has one
    /// answer for two cases: nobody has this id, or (where no call has ever succeeded) nothing is at this address.
    pub async fn user(&self, token: &Secret, id: i64) -> Result<UserAnswer, ApiError> {
        map::user(&self.http.get(&["api", "v1", "users", &id.to_string()], token).await?, id, token)
    }

    /// Makes an account, asking once and without a token. Dropping the future does not cancel the request.
    ///
    /// # Errors
    /// See [`CreateUserError`]: each variant says whether there can be a new account.
    pub async fn create_user(&self, email: &str, password: &Secret) -> Result<User, CreateUserError> {
        let answer = self.http.post_json(&["api", "v1", "users"], None, wire::new_user(email, password)).await;
        map::created(answer, email, password)
    }
}
