//! SIMs: their state, what they may use, and the code with which one is installed.
//!
//! The activation code is the customer's and leaves the till on purpose, on the counter's screen and on paper. It is
//! asked for when it is shown, never stored, and never in an event.

use crate::{ConnectionKey, ErrorView, crossing};

/// Where the profile of an eSIM stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SimStatusView {
    /// It can be installed.
    Released,
    /// A device has taken it, and it is not installed yet.
    Downloaded,
    /// It is on a device.
    Installed,
    /// Either it was deleted from its device and comes back by itself, or it was deactivated for good.
    Unavailable,
    /// A status that no document names.
    Other,
}

/// Where a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SubscriptionStatusView {
    /// It has not begun.
    Pending,
    /// It can be used.
    Active,
    /// Its data is used up.
    Depleted,
    /// Its time is over.
    Expired,
    /// The service does not say.
    Unknown,
}

/// A field of a product, a SIM or a subscription in which the service says something that could not be read. Nobody may
/// take it for one in which it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum UnreadField {
    /// The description of a product.
    Description,
    /// For how long a product runs.
    Period,
    /// How much data a product has.
    Data,
    /// The countries in which a product works.
    Footprint,
    /// The countries in which a product is sold.
    SoldIn,
    /// Where a SIM or a subscription stands.
    Status,
    /// The number of the device.
    Eid,
    /// When a SIM last changed.
    LastModified,
    /// The product of a subscription.
    Product,
    /// The SIM of a subscription.
    Iccid,
    /// How much of a subscription is used.
    Usage,
    /// When a subscription was ordered.
    Created,
    /// When a subscription begins.
    Activated,
    /// When a subscription ends.
    Expires,
    /// Whether a subscription begins anew by itself.
    Renewal,
}

/// A file in which an activation code is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CodeFileFormat {
    /// A picture of the code alone.
    Png,
    /// A page with the code, its text and the steps.
    Pdf,
}

crossing! {
/// Names a SIM.
pub struct ForSim {
    pub connection: ConnectionKey,
    /// As typed, pasted or scanned, at most 200 characters.
    pub iccid: String,
}

/// A SIM as the service describes it now.
pub struct SimView {
    /// The ICCID, in digits alone.
    pub iccid: String,
    pub status: SimStatusView,
    /// The service's own word for the status, plain and bounded.
    pub status_word: String,
    /// In digits; absent where it is on no device, or unreadable.
    pub eid: Option<String>,
    /// When it last changed.
    pub last_modified: Option<String>,
    /// In the service's order.
    pub subscriptions: Vec<SubscriptionView>,
    /// How many subscriptions could not be read.
    pub subscriptions_left_out: u32,
    /// The most subscriptions that may be active on one SIM.
    pub most_active: u32,
    /// The addresses that the service notifies; absent where the list could not be read.
    pub notifications: Option<Vec<NotificationView>>,
    /// Why the list of addresses could not be read.
    pub notifications_error: Option<ErrorView>,
    /// How many addresses could not be read.
    pub notifications_left_out: u32,
    /// When the service said all this.
    pub at: String,
    /// Fields that say something that could not be read.
    pub unread: Vec<UnreadField>,
}

/// The right to use a product on a SIM.
pub struct SubscriptionView {
    pub id: String,
    pub status: SubscriptionStatusView,
    /// The name of the product, in the service's words.
    pub product: String,
    pub product_id: Option<String>,
    /// The ICCID, in digits alone.
    pub iccid: Option<String>,
    /// Bytes as decimal text; absent where the service does not say.
    pub initial_bytes: Option<String>,
    /// Bytes as decimal text; absent where the service does not say.
    pub spent_bytes: Option<String>,
    pub created_at: Option<String>,
    pub activated_at: Option<String>,
    pub expires_at: Option<String>,
    /// Whether it begins anew by itself; absent where the service does not say.
    pub renews: Option<bool>,
    /// Fields that say something that could not be read.
    pub unread: Vec<UnreadField>,
}

/// An address that the service calls when something happens to a SIM.
pub struct NotificationView {
    /// The service's word: `SUBSCRIPTION_END`, `USAGE_THRESHOLD`, or one that is shown as it is.
    pub event: String,
    pub address: String,
}

/// Asks for an activation code, after the SIM was looked up anew.
pub struct ForActivationCode {
    pub connection: ConnectionKey,
    /// The ICCID, in digits alone.
    pub iccid: String,
}

/// The code with which a device installs an eSIM.
pub struct ActivationCodeView {
    /// The ICCID, in digits alone.
    pub iccid: String,
    /// Where the SIM stands now: shown for released, warned about for downloaded and installed; there is no code for
    /// an unavailable one.
    pub status: SimStatusView,
    /// `LPA:1$…`, as it stands in the QR code; absent where no code is to be shown.
    pub text: Option<String>,
    /// The address of the server, for entry by hand.
    pub server: Option<String>,
    /// The activation code without the server, for entry by hand.
    pub matching_id: Option<String>,
    /// The QR code: one row of `0` and `1` a line, 1 for black, without the quiet zone.
    pub rows: Vec<String>,
    /// Opens the installation on an iPhone.
    pub apple_link: Option<String>,
    /// Opens the installation on Android.
    pub android_link: Option<String>,
}

/// Saves an activation code where the person chooses.
pub struct SaveActivationCode {
    pub connection: ConnectionKey,
    /// The ICCID, in digits alone.
    pub iccid: String,
    pub format: CodeFileFormat,
    /// The words of the page in the person's language, a line each; at most 30 lines of 200 characters. A picture has
    /// none.
    pub lines: Vec<String>,
}

/// The outcome of saving.
pub struct SavedFile {
    /// The file's name without its folder; absent where the person chose none.
    pub name: Option<String>,
}

/// The outcome of a change that the service did not refuse. How things stand after it is asked for by a look-up, whose
/// failure says nothing of the change.
#[serde(tag = "outcome", rename_all_fields = "camelCase")]
pub enum ChangeOutcome {
    /// The service made it.
    Made,
    /// It may have been made: the answer did not arrive or is not understood.
    Unknown {
        /// The fate of the answer.
        error: ErrorView,
    },
}

/// Names another device for a SIM that is not installed.
pub struct ChangeEid {
    pub connection: ConnectionKey,
    /// The ICCID, in digits alone.
    pub iccid: String,
    /// As typed, pasted or scanned, at most 200 characters.
    pub eid: String,
}

/// Names a subscription.
pub struct ForSubscription {
    pub connection: ConnectionKey,
    pub subscription: String,
}

/// Has the service call an address when something happens to a SIM.
pub struct SetNotification {
    pub connection: ConnectionKey,
    /// The ICCID, in digits alone.
    pub iccid: String,
    /// `SUBSCRIPTION_END` or `USAGE_THRESHOLD`, or another word of the service.
    pub event: String,
    /// An `https` address, at most 2,048 characters.
    pub address: String,
}

/// Ends the calls for one kind of event.
pub struct RemoveNotification {
    pub connection: ConnectionKey,
    /// The ICCID, in digits alone.
    pub iccid: String,
    /// The service's word.
    pub event: String,
}

/// Looks for subscriptions.
pub struct SearchSubscriptions {
    pub connection: ConnectionKey,
    /// The customer's e-mail address or identifier; may be empty.
    pub customer: String,
    /// As typed, pasted or scanned; may be empty.
    pub iccid: String,
    /// The id of a product; may be empty.
    pub product: String,
    /// Subscriptions from this day on, `2026-11-29`; may be empty. The service does not document which date of theirs
    /// it means.
    pub after: String,
    /// Subscriptions before this day, `2026-11-29`; may be empty.
    pub before: String,
    /// The `next` of the page before; absent for the first page.
    pub page: Option<String>,
}

/// A page of subscriptions.
pub struct SubscriptionPage {
    /// In the service's order.
    pub subscriptions: Vec<SubscriptionView>,
    /// How many subscriptions of this page could not be read.
    pub left_out: u32,
    /// Pass it back for the next page; absent at the end.
    pub next: Option<String>,
}
}
