//! The catalogue: asked for when somebody wants to sell, and shown with its age when nobody answers.
//!
//! [`super::catalogue_cache`] says what a list allows, and how it is stored.

use std::sync::Arc;

use airtill_apis::truphone::ProductFilter;
use airtill_contract::{CatalogueView, ErrorCode, ProductView};
use airtill_domain::{Currency, lock};

use super::Esim;
use super::catalogue_cache::CachedList;
use super::catalogue_file::{read, text_of};
use super::requests::RequestIds;
use crate::data_folder::write_whole;
use crate::{TillError, view};

impl Esim {
    /// The products that can be sold, asked for anew where the last list is older than a minute; the last list where
    /// the service cannot be reached.
    ///
    /// # Errors
    /// `BadRequest` for a currency that there is not.
    pub async fn catalogue(&self, currency: Option<&str>, anew: bool) -> Result<CatalogueView, TillError> {
        let currency = currency.map(|code| Currency::from_code(code).ok_or(TillError::new(ErrorCode::BadRequest)));
        let currency = currency.transpose()?;
        let code = currency.map(|currency| currency.code().to_owned());
        let last = self.last_catalogue().await;
        let now = self.ports.clock.now();
        if let Some(last) = last.as_ref().filter(|last| !anew && last.currency == code)
            && last.is_fresh(now)
        {
            return Ok(last.view(now, None));
        }
        match self.ask_for_catalogue(currency, code).await {
            Ok(listed) => Ok(listed.view(self.ports.clock.now(), None)),
            Err(error) => {
                let error = error.referenced("the catalogue was not read anew");
                Ok(match last {
                    Some(last) => last.view(now, Some(error)),
                    None => CatalogueView {
                        products: Vec::new(),
                        currencies: Vec::new(),
                        at: None,
                        sells: false,
                        error: Some(error),
                        left_out: 0,
                    },
                })
            }
        }
    }

    /// A product of the last list, where it still sells.
    ///
    /// # Errors
    /// `CatalogueOld` where the list is too old to sell from.
    pub(super) fn product(&self, id: &str) -> Result<Option<ProductView>, TillError> {
        let last = lock(&self.catalogue.last).clone();
        let now = self.ports.clock.now();
        let sells = last.filter(|last| last.sells(now));
        let listed = sells.ok_or(TillError::new(ErrorCode::CatalogueOld))?;
        Ok(listed.products.iter().find(|product| product.id == id).cloned())
    }

    async fn ask_for_catalogue(
        &self,
        currency: Option<Currency>,
        code: Option<String>,
    ) -> Result<Arc<CachedList>, TillError> {
        let filter = ProductFilter { currency, plan_id: None };
        let filter = &filter;
        let ask = |token, ids: RequestIds| async move { self.api.products(&token, &|| ids.next_id(), filter).await };
        let (_, answer) = self.ask(ask).await?;
        let now = self.ports.clock.now();
        let listed = Arc::new(CachedList {
            at: now.wall,
            came: Some(now),
            currency: code,
            left_out: view::count(answer.left_out),
            products: answer.entries.iter().map(view::product).collect(),
        });
        let prices = answer.entries.iter().map(|product| (product.id.as_str(), product.prices.as_slice()));
        self.environment.note_list_prices(&self.connection.id, prices).await;
        *lock(&self.catalogue.last) = Some(listed.clone());
        let (kept, file) = (listed.clone(), self.catalogue.file.clone());
        let written = tokio::task::spawn_blocking(move || write_whole(&file, &text_of(&kept)?)).await;
        if !matches!(written, Ok(Ok(()))) {
            tracing::warn!("the catalogue could not be kept for later");
        }
        Ok(listed)
    }

    async fn last_catalogue(&self) -> Option<Arc<CachedList>> {
        if let Some(last) = lock(&self.catalogue.last).clone() {
            return Some(last);
        }
        let file = self.catalogue.file.clone();
        let read = tokio::task::spawn_blocking(move || read(&file)).await.ok().flatten().map(Arc::new)?;
        let mut last = lock(&self.catalogue.last);
        Some(last.get_or_insert(read).clone())
    }
}
