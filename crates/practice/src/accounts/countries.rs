//! `GET /api/v1/countries`: the 249 entries of ISO 3166-1, with the names as people write them.
//!
//! The table is `countries.txt`: the alpha-2 code, a blank, the name, one entry a line, in the order of the codes. It
//! is made from the public domain table of the time zone database, with the letters that the names really have.

use serde::Serialize;

/// One entry, as the service writes it.
#[derive(Debug, Serialize)]
pub(crate) struct Country {
    name: &'static str,
    code: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Countries {
    countries: Vec<Country>,
}

/// The whole table, in the order of the codes.
pub(crate) fn countries() -> Countries {
    let line = |line: &'static str| line.split_once(' ').map(|(code, name)| Country { name, code });
    Countries { countries: include_str!("countries.txt").lines().filter_map(line).collect() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::countries;

    #[test]
    fn there_are_249_and_each_has_its_own_code() {
        let all = countries().countries;
        assert_eq!(all.len(), 249);
        assert!(all.iter().all(|country| country.code.len() == 2
            && country.code.bytes().all(|byte| byte.is_ascii_uppercase())
            && !country.name.is_empty()));
        assert_eq!(all.iter().map(|country| country.code).collect::<HashSet<_>>().len(), 249);
        assert_eq!(all.iter().map(|country| country.name).collect::<HashSet<_>>().len(), 249);
    }
}
