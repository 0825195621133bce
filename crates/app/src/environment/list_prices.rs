//! The prices of the lists that services gave, as the limits of the company need them: in memory, and in a file beside
//! the ledger, so that a restart forgets none of them.
//!
//! They stand by connection and product, since two services may give one id to two products. A list replaces the prices
//! in its own currencies alone, and the last ones of a product that left the list stay: it may have been sold today. A
//! file that cannot be read is as good as none.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use airtill_domain::{ConnectionId, Price, lock};
use airtill_ledger::ListPrices;

use crate::data_folder::write_whole;

/// The name of the file in the folder of its environment.
const FILE: &str = "list-prices.json";
/// More than a hundred thousand products with their prices.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// The list prices of one environment.
pub struct KeptPrices {
    file: PathBuf,
    known: Mutex<Arc<ListPrices>>,
    /// Held while the file is written, so that the newest prices are written last.
    writing: Mutex<()>,
}

impl KeptPrices {
    /// Those of the file in `folder`, which need not be there.
    pub fn open(folder: &Path) -> Self {
        let file = folder.join(FILE);
        let known = read(&file).unwrap_or_default();
        Self { file, known: Mutex::new(Arc::new(known)), writing: Mutex::default() }
    }

    /// All that are known.
    pub fn known(&self) -> Arc<ListPrices> {
        lock(&self.known).clone()
    }

    /// Notes the prices of a list, beside those that its products have in other currencies.
    pub fn note<'a>(&self, connection: &ConnectionId, listed: impl Iterator<Item = (&'a str, &'a [Price])>) {
        let mut known = lock(&self.known);
        let known = Arc::make_mut(&mut known).entry(connection.as_str().to_owned()).or_default();
        for (product, prices) in listed {
            let of_product = known.entry(product.to_owned()).or_default();
            of_product.retain(|known| prices.iter().all(|price| price.currency() != known.currency()));
            of_product.extend(prices);
        }
    }

    /// Writes them down, on disk when it returns.
    pub fn keep(&self) {
        let _one = lock(&self.writing);
        let written = serde_json::to_vec(&*self.known()).map_err(std::io::Error::other);
        if let Err(error) = written.and_then(|bytes| write_whole(&self.file, &bytes)) {
            tracing::warn!(%error, "the prices of a list could not be kept for the limits of the company");
        }
    }
}

fn read(path: &Path) -> Option<ListPrices> {
    let about = std::fs::symlink_metadata(path).ok().filter(|about| about.is_file() && about.len() <= MOST_BYTES)?;
    let bytes = std::fs::read(path).ok().filter(|bytes| bytes.len() as u64 == about.len())?;
    let read = serde_json::from_slice(&bytes);
    read.inspect_err(|error| tracing::warn!(%error, "the kept prices of lists cannot be read")).ok()
}

#[cfg(test)]
mod tests {
    use airtill_domain::Currency;

    use super::*;

    fn price(number: &str, code: &str) -> Price {
        Price::parse(number, Currency::from_code(code).expect("a code")).expect("a price")
    }

    fn connection(id: &str) -> ConnectionId {
        ConnectionId::new(id).expect("an id")
    }

    #[test]
    fn m06_list_prices_of_two_currencies_stand_side_by_side() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let prices = KeptPrices::open(temp.path());
        for listed in [price("42.0", "EUR"), price("45", "USD"), price("43", "EUR")] {
            prices.note(&connection("one"), [("p", [listed].as_slice())].into_iter());
        }
        prices.note(&connection("one"), [("q", [].as_slice())].into_iter());
        let known = &prices.known()["one"];
        assert_eq!(known["p"], [price("45", "USD"), price("43", "EUR")], "the newest of each currency");
        assert!(known["q"].is_empty());
    }

    #[test]
    fn m06_two_connections_keep_their_prices_of_one_id_over_a_restart() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let prices = KeptPrices::open(temp.path());
        for (id, listed) in [("one", price("42.0", "EUR")), ("two", price("5", "EUR"))] {
            prices.note(&connection(id), [("p", [listed].as_slice())].into_iter());
            prices.keep();
        }
        let again = KeptPrices::open(temp.path()).known();
        assert_eq!(again, prices.known());
        assert_eq!(again["one"]["p"], [price("42.0", "EUR")]);
        assert_eq!(again["two"]["p"], [price("5", "EUR")]);
        for odd in ["", "[]", r#"{"one":{"p":["a"]}}"#] {
            std::fs::write(temp.path().join(FILE), odd).expect("another file");
            assert!(KeptPrices::open(temp.path()).known().is_empty(), "{odd}");
        }
    }
}
