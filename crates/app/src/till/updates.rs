//! The commands about updates of the till.
//!
//! No copy takes updates by itself yet, and each says so.

use airtill_contract::*;

use super::Till;
use crate::TillError;

impl Till {
    /// How this copy gets new versions, and how far the next one has come.
    ///
    /// # Errors
    /// None today.
    pub async fn updates(&self, _: ForLanguage) -> Result<UpdatesView, TillError> {
        Ok(UpdatesView {
            way: UpdateWay::Never,
            state: UpdateState::Off {},
            policy: UpdatePolicyView { looks: false, server: None },
            publisher: None,
            may_change: false,
        })
    }

    /// Looks for updates now.
    ///
    /// # Errors
    /// `UpdatesNotChecked`: this copy has nowhere to look.
    pub async fn check_for_updates(&self, _: ForLanguage) -> Result<UpdatesView, TillError> {
        Err(TillError::new(ErrorCode::UpdatesNotChecked))
    }

    /// Begins to fetch a new version.
    ///
    /// # Errors
    /// `NotFound`: there is none.
    pub async fn fetch_update(&self, _: ForUpdate) -> Result<UpdatesView, TillError> {
        Err(TillError::new(ErrorCode::NotFound))
    }

    /// Ends the fetching, and removes a new version that waits.
    ///
    /// # Errors
    /// `NotFound`: there is none.
    pub async fn drop_update(&self) -> Result<UpdatesView, TillError> {
        Err(TillError::new(ErrorCode::NotFound))
    }

    /// Installs the new version that is here.
    ///
    /// # Errors
    /// `NotFound`: there is none.
    pub async fn install_update(&self, _: ForUpdate) -> Result<UpdatesView, TillError> {
        Err(TillError::new(ErrorCode::NotFound))
    }

    /// Sets whether and where the till looks for updates.
    ///
    /// # Errors
    /// `NotFound`: a copy that takes no updates has nothing to set.
    pub async fn set_update_policy(&self, _: SetUpdatePolicy) -> Result<UpdatesView, TillError> {
        Err(TillError::new(ErrorCode::NotFound))
    }
}
