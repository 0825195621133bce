//! The countries that the service knows: asked for when somebody wants to choose one, stored with their age for when
//! nobody answers.
//!
//! They are no secret and no record: one small file beside the ledger, replaced whole. One that cannot be read is as
//! good as none.

use std::path::Path;

use airtill_apis::accounts::Country;
use airtill_contract::{CountryList, CountryView};
use airtill_domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::Accounts;
use crate::data_folder::write_whole;
use crate::{TillError, view};

/// More than any list of countries with names in any script.
const MOST_BYTES: u64 = 256 * 1024;

#[derive(Serialize, Deserialize)]
struct StoredCountries {
    at: Timestamp,
    /// Code and name.
    countries: Vec<(String, String)>,
}

impl Accounts {
    /// The countries as the service names them now, or the last ones that it named, with the reason.
    pub async fn countries(&self) -> CountryList {
        let error = match self.session.ask(|token| async move { self.api.countries(&token).await }).await {
            Ok((_, countries)) => {
                let kept = StoredCountries {
                    at: self.ports.clock.now().wall,
                    countries: countries.into_iter().map(|Country { code, name }| (code, name)).collect(),
                };
                let list = list(&kept, None);
                let path = self.countries.clone();
                let written =
                    tokio::task::spawn_blocking(move || write_whole(&path, &serde_json::to_vec(&kept)?)).await;
                if !matches!(written, Ok(Ok(()))) {
                    tracing::warn!("the countries could not be kept for later");
                }
                return list;
            }
            Err(error) => error,
        };
        let path = self.countries.clone();
        let kept = tokio::task::spawn_blocking(move || read(&path)).await.ok().flatten();
        kept.map_or_else(
            || CountryList { countries: Vec::new(), at: None, error: Some(said(&error)) },
            |kept| list(&kept, Some(&error)),
        )
    }
}

fn said(error: &TillError) -> airtill_contract::ErrorView {
    error.referenced("a list was not read anew")
}

fn list(kept: &StoredCountries, error: Option<&TillError>) -> CountryList {
    CountryList {
        countries: kept
            .countries
            .iter()
            .map(|(code, name)| CountryView { code: code.clone(), name: name.clone() })
            .collect(),
        at: Some(view::time(kept.at)),
        error: error.map(said),
    }
}

fn read(path: &Path) -> Option<StoredCountries> {
    let about = std::fs::symlink_metadata(path).ok().filter(|about| about.is_file() && about.len() <= MOST_BYTES)?;
    let mut kept: StoredCountries =
        serde_json::from_slice(&std::fs::read(path).ok().filter(|bytes| bytes.len() as u64 == about.len())?).ok()?;
    kept.countries.retain(|(code, _)| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()));
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_the_file_is_this_for_ever() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("countries.json");
        let text = r#"{"at":5,"countries":[["SS","South Sudan"],["KE","Kenya"]]}"#;
        std::fs::write(&path, text).expect("the file");
        let kept = read(&path).expect("it is read");
        assert_eq!(serde_json::to_string(&kept).expect("plain fields"), text);
    }
}
