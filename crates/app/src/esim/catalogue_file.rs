//! The file with the last catalogue of a connection, `catalogue-<id>.json`: its form, its words and its version.
//!
//! The form is of this file alone: what the window calls something may change, and the file stays as it is. A file that
//! cannot be read, or of another version, is as good as none, and the catalogue is asked for anew. So a change of the
//! form raises [`VERSION`], and nothing converts an older file.

use std::path::Path;

use airtill_contract::{MoneyView, PeriodUnit, ProductView, UnreadField};
use airtill_domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::catalogue_cache::CachedList;

/// The version of the form. The first form had none, and was that of the window.
const VERSION: u32 = 2;
/// More than five thousand products with their countries and prices.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// A catalogue as the file has it.
#[derive(Serialize, Deserialize)]
struct FileForm {
    version: u32,
    /// When the service gave it.
    at: Timestamp,
    /// The currency that was asked for.
    currency: Option<String>,
    products: Vec<ProductForm>,
    left_out: u32,
}

/// A product as the file has it.
#[derive(Serialize, Deserialize)]
struct ProductForm {
    id: String,
    name: String,
    description: String,
    period: Option<u32>,
    period_unit: String,
    bytes: Option<String>,
    data_told: Option<String>,
    footprint: Vec<String>,
    sold_in: Option<Vec<String>>,
    prices: Vec<PriceForm>,
    prices_left_out: u32,
    region: Option<String>,
    unread: Vec<String>,
}

/// A price as the file has it.
#[derive(Serialize, Deserialize)]
struct PriceForm {
    amount: String,
    currency: String,
}

/// The words by which the file names the variants of an enum of the window, both ways.
macro_rules! words {
    ($to:ident, $from:ident: $of:ident { $($variant:ident = $word:literal,)+ }) => {
        fn $to(of: $of) -> &'static str {
            match of {
                $($of::$variant => $word,)+
            }
        }

        fn $from(word: &str) -> Option<$of> {
            match word {
                $($word => Some($of::$variant),)+
                _ => None,
            }
        }
    };
}

words!(unit_word, unit_of: PeriodUnit {
    Days = "days",
    Other = "other",
});

words!(unread_word, unread_of: UnreadField {
    Description = "description",
    Period = "period",
    Data = "data",
    Footprint = "footprint",
    SoldIn = "sold_in",
    Status = "status",
    Eid = "eid",
    LastModified = "last_modified",
    Product = "product",
    Iccid = "iccid",
    Usage = "usage",
    Created = "created",
    Activated = "activated",
    Expires = "expires",
    Renewal = "renewal",
});

impl From<&ProductView> for ProductForm {
    fn from(product: &ProductView) -> Self {
        let ProductView {
            id,
            name,
            description,
            period,
            period_unit,
            bytes,
            data_told,
            footprint,
            sold_in,
            prices,
            prices_left_out,
            region,
            unread,
        } = product.clone();
        let price = |MoneyView { amount, currency }| PriceForm { amount, currency };
        Self {
            id,
            name,
            description,
            period,
            period_unit: unit_word(period_unit).to_owned(),
            bytes,
            data_told,
            footprint,
            sold_in,
            prices: prices.into_iter().map(price).collect(),
            prices_left_out,
            region,
            unread: unread.into_iter().map(|field| unread_word(field).to_owned()).collect(),
        }
    }
}

impl ProductForm {
    /// The product as the window has it; `None` for a word that no file of this version has.
    fn into_view(self) -> Option<ProductView> {
        let price = |PriceForm { amount, currency }| MoneyView { amount, currency };
        Some(ProductView {
            id: self.id,
            name: self.name,
            description: self.description,
            period: self.period,
            period_unit: unit_of(&self.period_unit)?,
            bytes: self.bytes,
            data_told: self.data_told,
            footprint: self.footprint,
            sold_in: self.sold_in,
            prices: self.prices.into_iter().map(price).collect(),
            prices_left_out: self.prices_left_out,
            region: self.region,
            unread: self.unread.iter().map(|word| unread_of(word)).collect::<Option<_>>()?,
        })
    }
}

/// The text of the file for a catalogue.
///
/// # Errors
/// None that a catalogue of text and numbers can cause.
pub(super) fn text_of(listed: &CachedList) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&FileForm {
        version: VERSION,
        at: listed.at,
        currency: listed.currency.clone(),
        products: listed.products.iter().map(ProductForm::from).collect(),
        left_out: listed.left_out,
    })
}

/// The catalogue of a file; `None` where there is none that can be read.
pub(super) fn read(path: &Path) -> Option<CachedList> {
    let about = std::fs::symlink_metadata(path).ok().filter(|about| about.is_file() && about.len() <= MOST_BYTES)?;
    let bytes = std::fs::read(path).ok().filter(|bytes| bytes.len() as u64 == about.len())?;
    let form: FileForm = serde_json::from_slice(&bytes).ok().filter(|form: &FileForm| form.version == VERSION)?;
    Some(CachedList {
        at: form.at,
        came: None,
        currency: form.currency,
        products: form.products.into_iter().map(ProductForm::into_view).collect::<Option<_>>()?,
        left_out: form.left_out,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a file with one product, of which every field says something. It is written by hand.
    const PINNED: &str = r#"{"version":2,"at":1795262400000,"currency":"EUR","products":[{"id":"p-1","name":"Kenya 1 GB","description":"For a week","period":7,"period_unit":"days","bytes":"1000000000","data_told":"1 GB","footprint":["KE","UG"],"sold_in":["KE"],"prices":[{"amount":"42.00","currency":"EUR"}],"prices_left_out":1,"region":"Africa","unread":["sold_in"]}],"left_out":2}"#;

    fn product() -> ProductView {
        ProductView {
            id: "p-1".to_owned(),
            name: "Kenya 1 GB".to_owned(),
            description: "For a week".to_owned(),
            period: Some(7),
            period_unit: PeriodUnit::Days,
            bytes: Some("1000000000".to_owned()),
            data_told: Some("1 GB".to_owned()),
            footprint: vec!["KE".to_owned(), "UG".to_owned()],
            sold_in: Some(vec!["KE".to_owned()]),
            prices: vec![MoneyView { amount: "42.00".to_owned(), currency: "EUR".to_owned() }],
            prices_left_out: 1,
            region: Some("Africa".to_owned()),
            unread: vec![UnreadField::SoldIn],
        }
    }

    fn read_text(text: &str) -> Option<CachedList> {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("catalogue.json");
        std::fs::write(&path, text).expect("the file");
        read(&path)
    }

    #[test]
    fn the_text_of_the_file_is_pinned() {
        let listed = CachedList {
            at: Timestamp(1_795_262_400_000),
            came: None,
            currency: Some("EUR".to_owned()),
            products: vec![product()],
            left_out: 2,
        };
        assert_eq!(String::from_utf8(text_of(&listed).expect("plain fields")).expect("text"), PINNED);
        let again = read_text(PINNED).expect("it is read");
        assert_eq!((again.at, again.left_out, again.products), (listed.at, listed.left_out, listed.products));
        assert_eq!((again.came, again.currency.as_deref()), (None, Some("EUR")), "no list of this run");
    }

    #[test]
    fn every_word_of_the_file_is_pinned_and_read_back() {
        let words = "description period data footprint sold_in status eid last_modified product iccid usage created \
                     activated expires renewal";
        for word in words.split_whitespace() {
            assert_eq!(unread_of(word).map(unread_word), Some(word));
        }
        for word in ["days", "other"] {
            assert_eq!(unit_of(word).map(unit_word), Some(word));
        }
    }

    #[test]
    fn a_file_of_another_form_is_as_good_as_none() {
        assert!(read_text(PINNED).is_some());
        let without_products = r#"{"at":5,"currency":"EUR","products":[],"left_out":2}"#;
        assert!(read_text(without_products).is_none(), "the form before there was a version");
        for (from, to) in [
            ("\"version\":2", "\"version\":3"),
            ("\"days\"", "\"weeks\""),
            ("\"sold_in\"]", "\"colour\"]"),
            ("\"name\"", "\"title\""),
            ("\"at\":1795262400000", "\"at\":\"noon\""),
            ("}", ""),
        ] {
            let other = PINNED.replacen(from, to, 1);
            assert_ne!(other, PINNED);
            assert!(read_text(&other).is_none(), "{to}");
        }
        assert!(read(Path::new("/nowhere/catalogue.json")).is_none());
    }
}
