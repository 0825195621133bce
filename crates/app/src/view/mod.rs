//! From the words of the trade to the structures that the window shows. No decisions, only translation.
//!
//! The window gets data and words from closed lists, never sentences: those are in its message files. Nothing secret
//! has a way through here.

mod claim;
mod connection;
mod connection_test;
mod entry;
mod float_use;
mod sale;
mod vault;
mod words;

use airtill_contract::{
    ApiView, EnvironmentView, MoneyView, NumberAdvice, NumberError, PartingView, PersonView, PkceView, PointsView,
    RegistrationView, RoleView, SessionView, SignInWay,
};
use airtill_domain::connection::SignInMethod;
use airtill_domain::msisdn::{MsisdnError, PlanAdvice};
use airtill_domain::{Api, Connection, Environment, Money, Msisdn, Timestamp};

use crate::learned::{Facts, Pkce};
use crate::person::{Person, Role};
use crate::session::{Parting, Standing, Told};

pub use connection::{card, connection_key, is_supported, key_of, sells_airtime};
pub use connection_test::{flaw, test_line, test_lines};
pub use entry::entry;
pub use float_use::{Proof, changed_lines, declarations, float_use};
pub use sale::{Shown, alert, sale};
pub use vault::vault_state;

/// The operator whose airtime 21 Systems sells.
const SOLD_OPERATOR: &str = "MTN";

pub fn environment(environment: Environment) -> EnvironmentView {
    match environment {
        Environment::Live => EnvironmentView::Live,
        Environment::Test => EnvironmentView::Test,
        Environment::Practice => EnvironmentView::Practice,
    }
}

pub fn environment_from(view: EnvironmentView) -> Environment {
    match view {
        EnvironmentView::Live => Environment::Live,
        EnvironmentView::Test => Environment::Test,
        EnvironmentView::Practice => Environment::Practice,
    }
}

pub fn api(api: Api) -> ApiView {
    match api {
        Api::TwentyOneSystems => ApiView::TwentyOneSystems,
        Api::AccountsV1 => ApiView::AccountsV1,
        Api::TruphoneConnect => ApiView::TruphoneConnect,
    }
}

pub fn money(money: Money) -> MoneyView {
    MoneyView { amount: money.to_decimal_text(), currency: money.currency.code().to_owned() }
}

/// RFC 3339 in UTC, milliseconds.
pub fn time(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| "1970-01-01T00:00:00Z".to_owned(), |at| format!("{at:.3}"))
}

pub fn session(standing: &Standing) -> SessionView {
    // Somebody of whom only a number is known yet is nobody to show.
    let known = |who: &Option<Person>| who.as_ref().filter(|who| who.is_described()).map(person);
    match standing {
        Standing::SignedOut => SessionView::SignedOut,
        Standing::SignedIn { person, ends_at, remembered } => {
            SessionView::SignedIn { person: known(person), ends_at: ends_at.map(time), remembered: *remembered }
        }
        Standing::SignInAgain { person } => SessionView::SignInAgain { person: known(person) },
    }
}

/// What came of the last sign-out at the service.
pub fn parting(parting: Option<Parting>) -> Option<PartingView> {
    parting.map(|parting| match parting {
        Parting::Telling => PartingView::Telling,
        Parting::Told(Told::Now) => PartingView::Told,
        Parting::Told(Told::Before) => PartingView::OverAlready,
        Parting::NotTold(error) => PartingView::NotTold { error: error.view(String::new()) },
        Parting::NotKnown => PartingView::NotKnown,
    })
}

/// Whether PKCE protects the sign-in through the browser, where there is one.
pub fn pkce(connection: &Connection, facts: &Facts) -> Option<PkceView> {
    let known = match facts.pkce {
        _ if !connection.oauth.pkce => PkceView::OffByFile,
        Pkce::Unknown | Pkce::Costly => PkceView::Unknown,
        Pkce::Proven => PkceView::Proven,
        Pkce::Ignored => PkceView::Ignored,
        Pkce::SwitchedOff => PkceView::SwitchedOff,
    };
    connection.sign_in.contains(&SignInMethod::Browser).then_some(known)
}

pub fn person(person: &Person) -> PersonView {
    PersonView {
        email: person.email.clone(),
        id: person.id.clone(),
        created_at: person.created_at.clone(),
        name: person.name.clone(),
        role: person.role.map(|role| match role {
            Role::Staff => RoleView::Staff,
            Role::Administrator => RoleView::Administrator,
            Role::Other => RoleView::Other,
        }),
        points: person.points.map(|points| PointsView { to_send: points.to_send, received: points.received }),
    }
}

/// The ways to sign in, the one to begin with first: the form where the service lets this client have one, else the
/// browser.
pub fn sign_in_ways(connection: &Connection) -> Vec<SignInWay> {
    let way = |method: &SignInMethod| match method {
        SignInMethod::Password => SignInWay::Password,
        SignInMethod::Browser => SignInWay::Browser,
        SignInMethod::ClientCredentials => SignInWay::ClientCredentials,
    };
    let mut ways: Vec<SignInWay> = connection.sign_in.iter().map(way).collect();
    ways.sort_by_key(|way| *way != SignInWay::Password);
    ways
}

/// What the operator of the service must know of this till, where the browser is used.
pub fn registration(connection: &Connection) -> Option<RegistrationView> {
    connection.sign_in.contains(&SignInMethod::Browser).then(|| RegistrationView {
        client_id: connection.oauth.client_id.clone().unwrap_or_default(),
        redirect_uri: connection.redirect_to_register(),
        scope: connection.oauth.scope.clone(),
    })
}

pub fn advice(msisdn: &Msisdn) -> NumberAdvice {
    match msisdn.plan_advice() {
        PlanAdvice::Operator(SOLD_OPERATOR) => NumberAdvice::Good,
        PlanAdvice::Operator(_) => NumberAdvice::OtherNetwork,
        PlanAdvice::NotMobile => NumberAdvice::NotMobile,
        PlanAdvice::Unknown => NumberAdvice::Unknown,
    }
}

pub fn operator(msisdn: &Msisdn) -> Option<String> {
    match msisdn.plan_advice() {
        PlanAdvice::Operator(name) => Some(name.to_owned()),
        _ => None,
    }
}

pub fn number_error(error: MsisdnError) -> NumberError {
    match error {
        MsisdnError::Empty => NumberError::Empty,
        MsisdnError::NotDigits => NumberError::NotDigits,
        MsisdnError::TooShort => NumberError::TooShort,
        MsisdnError::TooLong => NumberError::TooLong,
        MsisdnError::OtherCountry => NumberError::OtherCountry,
        MsisdnError::Spreadsheet => NumberError::Spreadsheet,
        MsisdnError::Extension => NumberError::Extension,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_with_milliseconds() {
        assert_eq!(time(Timestamp(1_800_000_000_005)), "2027-01-15T08:00:00.005Z");
    }
}
