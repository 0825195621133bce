//! Connections, their sign-in and their float, as the window shows them.
//!
//! A connection as its card shows it, never as its file says it: addresses are only shown, and a request names a
//! connection by its key. Of a secret it says at most whether there is one.

use crate::{DeclarationsView, DeclaredLine, ErrorCode, ErrorView, FloatUseView, RoleView, crossing};

/// Whether money is real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EnvironmentView {
    /// Sales cost real money.
    Live,
    /// An administrator's trial.
    Test,
    /// Built in and made up.
    Practice,
}

/// Which service a connection speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ApiView {
    /// 21 Systems airtime API.
    TwentyOneSystems,
    /// The company's accounts.
    AccountsV1,
    /// Truphone Connect API v1.
    TruphoneConnect,
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SignInWay {
    /// By the form for user name and password.
    Password,
    /// Through the system browser.
    Browser,
    /// By the client id and secret that the administrator gave.
    ClientCredentials,
}

/// Whether PKCE protects the sign-in through the browser, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PkceView {
    /// The connection file says that the service has none.
    OffByFile,
    /// Not known: nobody has signed in yet, or it could not be tried.
    Unknown,
    /// The service refuses a wrong verifier.
    Proven,
    /// The service takes a wrong verifier.
    Ignored,
    /// The service refuses PKCE, and a person chose to sign in without it.
    SwitchedOff,
}

/// An event that is shown to a person until somebody has looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum AlertKind {
    /// Something contradicted what the till said of a sale.
    Reopened,
    /// The float moved by what nothing of this till explains; the till judges alone no more.
    Unexplained,
    /// A sale cost something else than the sales of its amount before.
    CostChanged,
    /// The float rose, and no deposit is declared that it could be.
    Rose,
    /// The float went down by what the sales explain only if one of them was charged a second time.
    SecondDebit,
}

crossing! {
/// Names a connection in requests: ids are unique within an environment only.
#[derive(Eq, Hash)]
pub struct ConnectionKey {
    /// Whether money is real there.
    pub environment: EnvironmentKey,
    /// The id of the connection file.
    pub id: String,
}

/// A sum, as exact decimal text.
pub struct MoneyView {
    /// With the currency's own decimal places: `60.00`.
    pub amount: String,
    /// The currency code of ISO 4217.
    pub currency: String,
}

/// A float that was really seen.
pub struct FloatView {
    pub balance: MoneyView,
    /// When it was seen, RFC 3339 in UTC.
    pub at: String,
    /// False when the last attempt to refresh it failed.
    pub fresh: bool,
    /// Why that attempt failed.
    pub unread: Option<ErrorCode>,
}

/// A connection as its card and the top bar show it.
pub struct ConnectionView {
    /// Names it in requests.
    pub key: ConnectionKey,
    /// The name that people see.
    pub name: String,
    /// Which service it is.
    pub api: ApiView,
    /// Where passwords go: host in punycode, with a port if unusual.
    pub host: String,
    /// The whole base address: at Truphone only its path separates production from pre-production.
    pub base_address: String,
    /// `#rrggbb` that an administrator chose for a test connection.
    pub colour: Option<String>,
    /// Whether this version of Airtill can use it.
    pub usable: bool,
    /// Whether sales are made through it: it then has a float.
    pub sells: bool,
    /// The ways to sign in, the one to begin with first.
    pub sign_in: Vec<SignInWay>,
    /// The id under which the service knows the till; absent where none is known here.
    pub client_id: Option<String>,
    /// Whether its client secret is stored; absent where its service knows none.
    pub client_secret: Option<bool>,
    /// Whether the browser comes back to this computer over HTTPS, with a certificate of its own.
    pub https_listener: bool,
    /// The facts that the operator of the service must know of this till; absent where no browser is used.
    pub registration: Option<RegistrationView>,
    /// Whether PKCE protects the sign-in; absent where no browser is used.
    pub pkce: Option<PkceView>,
    /// The person who is signed in.
    pub session: SessionView,
    /// The state at the service of the sign-in that was signed out of last; absent where nobody signed out since somebody
    /// signed in.
    pub revocation: Option<RevocationView>,
    /// The person by whom each sale made here is sold, where the company's accounts say who that is.
    pub sold_by: Option<PersonView>,
    /// The last float seen, if any ever was.
    pub float: Option<FloatView>,
    /// The declarations of its float and what the till may say by it; absent where there is none.
    pub float_use: Option<FloatUseView>,
    /// Sales whose outcome is not known.
    pub open_doubts: u32,
    /// The events of its float and its sales at which nobody has looked yet, oldest first.
    pub alerts: Vec<AlertView>,
    /// The made-up account of a practice connection, to be shown beside its sign-in form.
    pub practice_account: Option<PracticeAccount>,
}

/// The facts that the operator of a service registers for this till, or compares with what is registered. Nothing of it
/// is a secret.
pub struct RegistrationView {
    /// The client id.
    pub client_id: String,
    /// The redirect URI, letter for letter.
    pub redirect_uri: String,
    /// The scope that is asked for; empty where the connection names none.
    pub scope: String,
}

/// A notice, shown until somebody has looked.
pub struct AlertView {
    /// The entry, to be named when somebody has looked.
    pub notice: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// The kind of thing.
    pub kind: AlertKind,
    /// The sale that it is about, by id; of the end of a proof, none.
    pub sale: Option<String>,
    /// By how much the float went down beyond what the sales explain; negative where it rose.
    pub moved: Option<MoneyView>,
}

/// Credentials that are no secret, because they open nothing but the practice service.
pub struct PracticeAccount {
    /// The user name.
    pub username: String,
    /// Its password, which is shown.
    pub password: String,
}

/// Whether somebody is signed in.
#[serde(tag = "state", rename_all_fields = "camelCase")]
pub enum SessionView {
    /// Nobody is signed in.
    SignedOut,
    /// A sign-in that renews itself.
    SignedIn {
        /// As the service describes them; absent until it has been asked.
        person: Option<PersonView>,
        /// The latest time until which the sign-in can renew itself, RFC 3339; absent if unknown.
        ends_at: Option<String>,
        /// False when it will be forgotten as the till closes.
        remembered: bool,
    },
    /// The service wants the password again.
    SignInAgain {
        /// The person who was signed in.
        person: Option<PersonView>,
    },
}

/// The state of a sign-in at its service, after somebody signed out of it. On this computer it is gone before the service
/// is asked to end it.
#[serde(tag = "state", rename_all_fields = "camelCase")]
pub enum RevocationView {
    /// The service is asked to end it.
    Revoking,
    /// The service has ended it.
    Revoked,
    /// The service had ended it before it was asked.
    EndedBefore,
    /// The service did not end it, or did not hear of it.
    NotRevoked {
        /// The reason, as it is shown.
        error: ErrorView,
    },
    /// The till was closed before the service answered.
    NotKnown,
}

/// A person with an account at a service.
pub struct PersonView {
    /// E-mail address, which is the user name.
    pub email: String,
    /// The person's id at the service.
    pub id: String,
    /// When the account was made, RFC 3339.
    pub created_at: Option<String>,
    /// The person's name, where the service has one.
    pub name: Option<String>,
    /// The person's role at the service, where the service names one.
    pub role: Option<RoleView>,
    /// The person's points, where the service has points; they are no money.
    pub points: Option<PointsView>,
}

/// Points of the company's accounts, to be shown only.
pub struct PointsView {
    /// The points that the person may give away.
    pub to_send: i64,
    /// The points that were given to the person.
    pub received: i64,
}

/// A connection file that was read and waits for a person's yes.
pub struct ImportPreview {
    /// Given back with the yes.
    pub token: String,
    /// The file's name without its folder.
    pub file_name: String,
    /// The name in the file.
    pub name: String,
    pub id: String,
    pub api: ApiView,
    /// The environment, which says whether money is real.
    pub environment: EnvironmentView,
    /// The host to which passwords will be sent, in punycode.
    pub host: String,
    /// The whole base address.
    pub base_address: String,
    /// Further hosts that would be spoken to; each wants its own yes.
    pub other_hosts: Vec<String>,
    /// The ways to sign in, the one to begin with first.
    pub sign_in: Vec<SignInWay>,
    /// True when people sign in through the browser without PKCE, so that each sign-in is confirmed by the person.
    pub pkce_off: bool,
    /// The redirect URI that the operator of the service registers; absent where no browser is used.
    pub redirect_uri: Option<String>,
    /// The id under which the service knows the till: as the file has it, else as the connection has it that would be
    /// replaced.
    pub client_id: Option<String>,
    /// Whether the client id is to be asked for with the yes, because the file names none and the till signs in as a
    /// client.
    pub asks_client_id: bool,
    /// Whether the operator of the service hands out a client secret, to be asked for with the yes.
    pub asks_client_secret: bool,
    /// True when a connection of that id is there already and would be replaced.
    pub replaces: bool,
    /// The declarations of its float; absent for a service without one.
    pub declares: Option<DeclarationsView>,
    /// The most requests that the till makes in a second, where the file says so.
    pub requests_per_second: Option<u32>,
    /// The lines that say something else than those of the connection that it replaces.
    pub declares_anew: Vec<DeclaredLine>,
    /// The names of other connections of its environment that sell from the same host.
    pub same_host: Vec<String>,
    /// True when replacing it forgets its sign-in, because the address or client changed.
    pub forgets_sign_in: bool,
    /// Whether this version can use it.
    pub usable: bool,
}
}

/// [`EnvironmentView`], as it stands in keys.
pub type EnvironmentKey = EnvironmentView;
