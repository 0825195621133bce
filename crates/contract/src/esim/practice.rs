//! The troubles of the practice service for eSIMs.
//!
//! Most are switches. A customer or a SIM of the samples causes one by itself.

use crate::crossing;

crossing! {
/// The rows of the trouble panel.
pub struct EsimTroubles {
    /// In the order in which they are shown.
    pub rows: Vec<EsimTroubleView>,
    /// Customers and SIMs with which one order meets a trouble, without any switch.
    pub samples: Vec<EsimSampleView>,
}

/// One trouble that can be switched.
pub struct EsimTroubleView {
    /// Stable word for it, worded by the message files.
    pub code: String,
    pub on: bool,
}

/// A text that causes something by itself.
pub struct EsimSampleView {
    /// Stable word for the effect, worded by the message files.
    pub code: String,
    /// The identifier of a customer, or the ICCID of a SIM.
    pub text: String,
    /// Whether it is the ICCID of a SIM.
    pub is_iccid: bool,
}

/// Switches a trouble.
pub struct SwitchEsimTrouble {
    pub code: String,
    pub on: bool,
}
}
