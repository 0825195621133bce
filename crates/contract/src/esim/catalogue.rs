//! The catalogue of data products.
//!
//! The window searches and sorts it by itself, so the whole of it crosses at once.

use crate::{ConnectionKey, ErrorView, MoneyView, UnreadField, crossing};

/// The unit in which a period is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PeriodUnit {
    /// The only documented unit.
    Days,
    /// A unit that no document names.
    Other,
}

crossing! {
/// Asks for the catalogue.
pub struct ForCatalogue {
    pub connection: ConnectionKey,
    /// Prices in this currency (ISO 4217) are asked for; the service's own choice where it is left out.
    pub currency: Option<String>,
    /// Whether the service is asked although a list that is minutes old is there.
    pub anew: bool,
}

/// The products that the service sells.
pub struct CatalogueView {
    /// In the service's order, each id once.
    pub products: Vec<ProductView>,
    /// The currencies in which at least one product has a price, sorted.
    pub currencies: Vec<String>,
    /// When the service gave the list; absent where it never did.
    pub at: Option<String>,
    /// Whether products may be sold from this list: it came just now, or minutes ago.
    pub sells: bool,
    /// Why it could not be asked for just now; the list is the last one that came.
    pub error: Option<ErrorView>,
    /// How many products were left out, because they have no id, or the id of another one.
    pub left_out: u32,
}

/// One data product.
pub struct ProductView {
    pub id: String,
    /// In the service's words, plain and bounded.
    pub name: String,
    /// In the service's words, plain and bounded; may be empty.
    pub description: String,
    /// For how long it runs; absent where the service says 0 or nothing.
    pub period: Option<u32>,
    pub period_unit: PeriodUnit,
    /// How much data in bytes, as decimal text; absent where it is not given in a known unit.
    pub bytes: Option<String>,
    /// How much data as the service writes it, where `bytes` is absent; absent where it says nothing readable.
    pub data_told: Option<String>,
    /// The countries in which it works.
    pub footprint: Vec<String>,
    /// The countries in which it is sold, empty where the service lists none that can be read; absent where it is sold
    /// everywhere.
    pub sold_in: Option<Vec<String>>,
    /// One price a currency, sorted by the currency's code; may be empty.
    pub prices: Vec<MoneyView>,
    /// How many more prices the service gives, which are no amounts or in no known currency.
    pub prices_left_out: u32,
    /// In the service's words; absent where it has none.
    pub region: Option<String>,
    /// Fields that say something of which nothing could be read; of the countries, not all.
    #[serde(default)]
    pub unread: Vec<UnreadField>,
}
}
