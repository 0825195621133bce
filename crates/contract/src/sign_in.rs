//! A sign-in through the system browser as the window shows it.
//!
//! It holds neither state, code nor verifier: the address with the state crosses only when a person asks to copy it,
//! and an answer only inwards, as a secret. When which stage comes is the business of the use cases.

use crate::{ConnectionKey, ConnectionTestView, ErrorView, InwardSecret, PersonView, crossing};

crossing! {
/// The texts of the pages that the browser shows at its return: plain text in the person's language, at most 300
/// characters each.
pub struct SignInPages {
    /// The language tag of the words, `en` or the like.
    pub language: String,
    /// Whether the language is written from right to left.
    pub right_to_left: bool,
    /// The answer has arrived; not that anybody is signed in, which is not known yet.
    pub received: String,
    /// The service, or the person at its pages, said no.
    pub denied: String,
    /// The service sent the browser back without a sign-in, for any other reason.
    pub failed: String,
    /// The answer had arrived before.
    pub already: String,
    /// Not an answer that is waited for.
    pub not_ours: String,
}

/// Begins a sign-in through the system browser; one that is under way there ends.
pub struct BeginBrowserSignIn {
    pub connection: ConnectionKey,
    /// The last page of the browser.
    pub pages: SignInPages,
}

/// The address that the browser came back to, or the code that a page showed, from the person's hand.
pub struct PasteSignInAnswer {
    pub connection: ConnectionKey,
    /// At most 16,384 characters; used once.
    pub text: InwardSecret,
}

/// A person's answer to *Is this you?*
pub struct ConfirmSignIn {
    pub connection: ConnectionKey,
    /// False drops the sign-in.
    pub yes: bool,
}

/// Where a sign-in through the browser stands.
pub struct BrowserSignInView {
    pub connection: ConnectionKey,
    /// How far it is.
    pub stage: BrowserSignInStage,
}

/// How far a sign-in through the browser is.
#[serde(tag = "at", rename_all_fields = "camelCase")]
pub enum BrowserSignInStage {
    /// None was begun, or its end was seen.
    None,
    /// The person is at the service's pages.
    Waiting {
        /// Seconds until it ends by itself.
        seconds_left: u32,
        /// Why the system did not take the address, in its own plain words; absent where it took it, which does not say
        /// that anything opened.
        not_opened: Option<String>,
        /// Why the answer can only be pasted, where that is so.
        paste_only: Option<PasteOnlyView>,
        /// True where the service's page shows a code, which is what has to be pasted.
        shows_code: bool,
        /// True once an answer came that belongs to another sign-in or to none; it was not used.
        turned_away: bool,
        /// True where the browser may warn of the certificate of this computer.
        certificate: bool,
    },
    /// The answer is here; the service is asked for the sign-in.
    Exchanging,
    /// The service refuses PKCE: nothing is exchanged until the person says that the sign-in goes on without it.
    PkceRefused {
        /// The service's own words, plain and bounded; may be empty.
        message: String,
        /// Seconds until it ends by itself.
        seconds_left: u32,
    },
    /// Nothing is stored until the person says that it is they.
    IsThisYou {
        /// Whom the service named.
        person: PersonView,
        /// Why it is asked.
        because: AskedBecause,
    },
    /// Signed in; the connection says as whom.
    SignedIn,
    /// A test with a sign-in has ended. Nobody is signed in by it, and nothing of it is stored.
    Tested {
        /// The findings of the test, line by line.
        test: ConnectionTestView,
    },
    /// Ended by the person, or by a newer one.
    Cancelled,
    /// The attempt ended without a sign-in.
    Failed {
        /// The reason, as it is shown.
        error: ErrorView,
    },
}

/// The address of a sign-in, to be copied by the person. It holds the state and the challenge, never a secret of the
/// connection.
pub struct SignInAddress {
    /// Where the browser is sent.
    pub address: String,
}

/// The client secret of a connection, asked for once and stored in the vault.
pub struct SetClientSecret {
    pub connection: ConnectionKey,
    /// At most 1,024 characters; empty removes it.
    pub secret: InwardSecret,
}

/// Signs in as a client, by the id and secret that the administrator gave.
pub struct SignInAsClient {
    pub connection: ConnectionKey,
    /// At most 256 characters. Another one than before drops what was stored for that.
    pub client_id: String,
    /// At most 1,024 characters; stored in the vault. Absent: the stored one is tried again.
    pub secret: Option<InwardSecret>,
}

/// The certificate with which this computer answers a browser over HTTPS.
pub struct ListenerCertificate {
    /// SHA-256 of the certificate, in pairs of hex digits with colons.
    pub fingerprint: String,
    /// When it ends, RFC 3339.
    pub ends_at: String,
    /// How this computer's browsers take it.
    pub trust: CertificateTrust,
}
}

/// Why nobody listens for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PasteOnlyView {
    /// The connection says so.
    Connection,
    /// The browser is not on this computer.
    Remote,
    /// This computer gave no port, or not the one that is registered: another program has it, or the system reserves
    /// it.
    NoPort,
    /// The certificate of the listener cannot be used.
    NoCertificate,
}

/// Why a person is asked whether it is they who came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum AskedBecause {
    /// PKCE is off, ignored or not proven: the sign-in could be one that was begun elsewhere.
    NotProven,
    /// Nobody signed in last, or somebody else: the browser may still have been signed in as another person.
    SomebodyNew,
}

/// How a certificate of this computer is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CertificateTrust {
    /// The person trusts it.
    Trusted,
    /// The person does not.
    Untrusted,
    /// The till cannot change that on this computer: the browser's own settings can.
    NotHere,
}
