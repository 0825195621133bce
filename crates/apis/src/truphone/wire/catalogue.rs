//! A product of the catalogue: its data, its countries and its prices.
//!
//! A part that cannot be read is left out alone; a product without an id is no product.

use std::collections::HashSet;

use airtill_domain::{CountryCode, Currency, Price};
use airtill_http::elements;

use super::{Object, is};
use crate::truphone::answer::{ActiveCountries, DataVolume, Product};

/// A product; `None` without an id, since nobody could order it.
pub(crate) fn product(product: &Object<'_>) -> Option<Product> {
    let (prices, prices_left_out) = prices(product);
    let (footprint, sold) = (&["footprint"], &["activeCountries", "active_countries"]);
    let mut one = Product {
        id: product.id(&["id"])?,
        name: product.text(&["name"]).unwrap_or_default(),
        description: product.text(&["description"]).unwrap_or_default(),
        period: product.period(),
        data: volume(product),
        footprint: product.raw(footprint).map(|raw| countries(product, footprint, raw)).unwrap_or_default(),
        active_countries: product.raw(sold).map(|raw| active_countries(product, sold, raw)),
        prices,
        prices_left_out,
        region: product.text(&["region"]),
        unread: Vec::new(),
    };
    one.unread = product.unread();
    Some(one)
}

fn volume(product: &Object<'_>) -> Option<DataVolume> {
    let data = product.object(&["data"])?;
    let amount = data.number(&["value"]).filter(|number| is_plain(number));
    let is_told = amount.is_some() || !data.says(&["value"]);
    product.noted(&["data"], is_told.then_some(()));
    Some(DataVolume { amount: amount?, unit: data.text(&["unit"]).unwrap_or_default() })
}

/// Whether a number is written with digits and a point alone, at most 20 of them.
fn is_plain(number: &str) -> bool {
    number.len() <= 20 && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The prices by currency, and how many of them are none; one where nothing can be read of all.
fn prices(product: &Object<'_>) -> (Vec<Price>, usize) {
    let keys = &["pricing"];
    let Some(pricing) = product.object(keys) else { return (Vec::new(), usize::from(product.says(keys))) };
    let price = |code: &str| Price::parse(&pricing.number(&[code])?, Currency::from_code(code)?).ok();
    let read: Vec<Option<Price>> = pricing.names().map(price).collect();
    let left_out = read.iter().filter(|price| price.is_none()).count();
    (read.into_iter().flatten().collect(), left_out)
}

/// Only the word itself means all countries: what cannot be read lists none.
fn active_countries(product: &Object<'_>, keys: &[&str], raw: &str) -> ActiveCountries {
    let all = texts(raw).unwrap_or_default().iter().any(|word| is(word.trim(), &["ALL"]));
    if all { ActiveCountries::All } else { ActiveCountries::Listed(countries(product, keys, raw)) }
}

/// The countries of the list in this field, each once and in its order. Another entry that says something is noted.
fn countries(product: &Object<'_>, keys: &[&str], raw: &str) -> Vec<CountryCode> {
    let mut seen = HashSet::new();
    let read = |code: &String| CountryCode::parse(code).ok();
    let said = texts(raw);
    let is_whole =
        said.as_ref().is_some_and(|said| said.iter().all(|code| code.trim().is_empty() || read(code).is_some()));
    product.noted(keys, is_whole.then_some(()));
    said.unwrap_or_default().iter().filter_map(read).filter(|code| seen.insert(*code)).collect()
}

/// The entries of an array, or one string by itself. An entry that is no string stands there as its JSON text, `null`
/// as nothing.
fn texts(raw: &str) -> Option<Vec<String>> {
    let text = |raw: &str| serde_json::from_str::<String>(raw).ok();
    let entry = |raw: &str| text(raw).unwrap_or_else(|| if raw == "null" { String::new() } else { raw.to_owned() });
    match elements(raw) {
        Some(elements) => Some(elements.into_iter().map(entry).collect()),
        None => text(raw).map(|text| vec![text]),
    }
}
