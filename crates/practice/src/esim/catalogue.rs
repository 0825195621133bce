//! The catalogue: made-up data products over real countries, with the quirks of the service's samples.
//!
//! The table is `catalogue.txt`, one product a line: countries, name, region, gigabytes, days and the price in euros.
//! Prices in other currencies follow by fixed rates, each with its currency's decimals. Both environments have it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value, json};

/// Bytes in a gigabyte, as data is sold.
const GIGABYTE: u64 = 1_000_000_000;

/// A currency, its price for one euro, its decimals, and the region that it is offered in; `None` for all.
const CURRENCIES: [(&str, Decimal, u32, Option<&str>); 7] = [
    ("EUR", Decimal::from_parts(100, 0, 0, false, 2), 2, None),
    ("USD", Decimal::from_parts(110, 0, 0, false, 2), 2, None),
    ("GBP", Decimal::from_parts(86, 0, 0, false, 2), 2, None),
    ("KES", Decimal::from_parts(14_150, 0, 0, false, 2), 2, Some("Africa")),
    ("UGX", Decimal::from_parts(4_050, 0, 0, false, 0), 0, Some("Africa")),
    ("KWD", Decimal::from_parts(335, 0, 0, false, 3), 3, Some("Middle East")),
    ("JPY", Decimal::from_parts(161, 0, 0, false, 0), 0, Some("Asia Pacific")),
];

/// A product that can be ordered.
#[derive(Clone, Debug)]
pub(crate) struct Product {
    pub id: String,
    pub plan_id: String,
    pub name: String,
    pub days: u32,
    pub gigabytes: Decimal,
    footprint: Vec<&'static str>,
    region: &'static str,
    prices: Vec<(&'static str, Decimal)>,
    /// Its place in the catalogue, from 0, by which the quirks are dealt out.
    number: usize,
}

/// Every product of the table, and variants of them until there are `least`.
pub(crate) fn catalogue(least: usize) -> Vec<Product> {
    let rows: Vec<&'static str> = include_str!("catalogue.txt").lines().collect();
    (0..least.max(rows.len())).map(|number| product(rows[number % rows.len()], number, number / rows.len())).collect()
}

fn product(row: &'static str, number: usize, variant: usize) -> Product {
    let mut fields = row.split(';');
    let mut field = || fields.next().expect("every line of the table has six fields");
    let (countries, name, region, gigabytes, days, euros) = (field(), field(), field(), field(), field(), field());
    let decimal = |text: &str| text.parse::<Decimal>().expect("the table holds decimals");
    let (gigabytes, euros) = (decimal(gigabytes), decimal(euros) + Decimal::from(variant));
    let name = if variant == 0 { name.to_owned() } else { format!("{name} {}", variant + 1) };
    let code = format!("Product:{}:{gigabytes}:{days}:{number}", countries.replace(' ', ""));
    let offered = CURRENCIES.iter().filter(|(.., only)| only.is_none_or(|only| only == region));
    Product {
        // Some of these end with padding, some do not.
        id: URL_SAFE.encode(&code),
        plan_id: format!("plan-{}", number + 1),
        name: format!("{name} {gigabytes} GB"),
        days: days.parse().expect("the table holds whole days"),
        gigabytes,
        footprint: countries.split(' ').collect(),
        region,
        prices: offered.map(|(currency, rate, decimals, _)| (*currency, (euros * rate).round_dp(*decimals))).collect(),
        number,
    }
}

impl Product {
    /// Its data in bytes.
    pub fn bytes(&self) -> u64 {
        (self.gigabytes * Decimal::from(GIGABYTE)).try_into().expect("the table holds whole bytes")
    }

    /// Whether it has a price in this currency.
    pub fn is_priced_in(&self, currency: &str) -> bool {
        self.prices.iter().any(|(offered, _)| *offered == currency)
    }

    /// The product as the service writes it, with prices in one currency only where one is wanted.
    pub fn json(&self, currency: Option<&str>) -> Value {
        let wanted = self.prices.iter().filter(|(offered, _)| currency.is_none_or(|wanted| wanted == *offered));
        let pricing: Map<String, Value> =
            wanted.map(|(currency, price)| ((*currency).to_owned(), Value::Number(written(*price)))).collect();
        // The samples spell one field differently, and leave two of them out.
        let sold_in = if self.number % 4 == 3 { "active_countries" } else { "activeCountries" };
        let is_regional = self.footprint.len() > 1;
        let mut product = json!({
            "id": self.id,
            "name": self.name,
            "description": format!("{} GB of data for {} days", self.gigabytes, self.days),
            "period": if self.number % 10 == 9 { 0 } else { self.days },
            "data": { "value": written(self.gigabytes), "unit": "GB" },
            "footprint": self.footprint,
            sold_in: if is_regional { vec!["ALL"] } else { self.footprint.clone() },
            "pricing": pricing,
        });
        if self.number % 5 != 4 {
            product["period_unit"] = "DAYS".into();
        }
        if self.number % 6 != 5 {
            product["region"] = self.region.into();
        }
        product
    }

    /// The product as a subscription writes it: its period is 0 in every sample.
    pub fn in_subscription(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "period": 0,
            "period_unit": "DAYS",
            "plan_id": self.plan_id,
        })
    }
}

/// The product of this id.
pub(crate) fn find<'a>(catalogue: &'a [Product], id: &str) -> Option<&'a Product> {
    catalogue.iter().find(|product| product.id == id)
}

/// Products as no catalogue should have them: one twice, one without id, and one for each part that is missing or
/// cannot be read. Those that can be distinguished have ids of their own.
pub(crate) fn odd(catalogue: &[Product]) -> Vec<Value> {
    let like = |name: &str, field: &str, value: Value| {
        let mut product = catalogue[0].json(None);
        product["id"] = URL_SAFE.encode(format!("Odd:{name}")).into();
        product["name"] = format!("Kenya 1 GB, {name}").into();
        product[field] = value;
        product
    };
    let strange = json!({ "XXX": 1, "E": 2, "EUR": -1, "USD": "4,50", "GBP": null });
    vec![
        catalogue[0].json(None),
        like("without id", "id", Value::Null),
        like("without prices", "pricing", json!({})),
        like("with odd prices", "pricing", strange),
        like("in megabytes", "data", json!({ "value": 500, "unit": "MB" })),
        like("in another unit", "data", json!({ "value": 8, "unit": "Gbit" })),
        like("with much data", "data", json!({ "value": "much", "unit": "TB" })),
        like("in one word", "footprint", json!("KE")),
        like("sold somewhere", "activeCountries", json!(["Kenya", 7])),
        Value::Null,
    ]
}

/// A number as the service writes it: a whole one as `42.0`.
fn written(amount: Decimal) -> Number {
    let amount = amount.normalize();
    let text = if amount.scale() == 0 { format!("{amount}.0") } else { amount.to_string() };
    text.parse().expect("a decimal is written as JSON writes numbers")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{catalogue, find};

    #[test]
    fn the_catalogue_has_sixty_products_over_fifty_countries() {
        let products = catalogue(0);
        assert!(products.len() >= 60);
        assert_eq!(products.iter().map(|product| &product.id).collect::<HashSet<_>>().len(), products.len());
        let countries: HashSet<_> = products.iter().flat_map(|product| &product.footprint).collect();
        assert!(countries.len() >= 50 && countries.iter().all(|country| country.len() == 2));
        assert!(products.iter().all(|product| product.bytes() > 0 && product.days > 0));
    }

    #[test]
    fn prices_have_the_decimals_of_their_currency() {
        let products = catalogue(0);
        let text = products.iter().map(|product| product.json(None).to_string()).collect::<Vec<_>>().join("\n");
        for price in ["\"EUR\":15.0", "\"EUR\":4.5", "\"KWD\":3.769", "\"JPY\":1127.0", "\"UGX\":18225.0"] {
            assert!(text.contains(price), "no {price}");
        }
        assert_eq!(products[0].json(Some("USD"))["pricing"].to_string(), r#"{"USD":4.95}"#);
    }

    #[test]
    fn a_larger_catalogue_has_variants_with_ids_of_their_own() {
        let products = catalogue(5_000);
        assert_eq!(products.len(), 5_000);
        assert_eq!(products.iter().map(|product| &product.id).collect::<HashSet<_>>().len(), 5_000);
        assert!(find(&products, &products[4_999].id).is_some() && find(&products, "unknown").is_none());
    }
}
