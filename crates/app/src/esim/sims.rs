//! SIMs and what they may use.
//!
//! Looked up when somebody asks, and changed one request at a time. Nothing of a SIM is stored. A list that could not
//! be read whole says so.

use airtill_apis::ApiError;
use airtill_apis::truphone::{
    Listed, NextPage, Notification, PagePosition, Pages, SimStatus, Subscription, SubscriptionFilter,
    SubscriptionQuery, SubscriptionStatus,
};
use airtill_contract::{
    ChangeEid, ChangeOutcome, ErrorCode, RemoveNotification, SearchSubscriptions, SetNotification, SimView,
    SubscriptionPage, SubscriptionView,
};
use airtill_domain::order::CustomerIdentifier;
use airtill_domain::{Eid, Iccid, Timestamp, text};
use jiff::tz::TimeZone;
use url::Url;

use super::Esim;
use super::requests::RequestIds;
use crate::{TillError, view};

/// The most subscriptions that may be active on one SIM, as the service documents.
pub(super) const MOST_ACTIVE: u32 = 15;
/// The longest address that the service is to call.
const ADDRESS_CHARACTERS: usize = 2048;
/// The most pages of the subscriptions of one SIM.
const MOST_PAGES: usize = 40;

/// A SIM as it was found before a top-up.
pub(super) struct Before {
    /// The state of its profile, where the service gave one.
    pub status: Option<SimStatus>,
    /// The number of active subscriptions on the SIM, where they could be read.
    pub active: Option<u32>,
    /// Why the SIM or its subscriptions could not be looked up.
    pub error: Option<TillError>,
}

impl Esim {
    /// A SIM with its subscriptions and the addresses that are called about it. Addresses that cannot be read are left
    /// open.
    ///
    /// # Errors
    /// `BadIccid`, or by what the service or the network said; a 403 may mean another client's SIM or a role without
    /// the right.
    pub async fn look_up(&self, typed: &str) -> Result<SimView, TillError> {
        let iccid = &iccid(typed)?;
        let (_, sim) =
            self.ask(|token, ids: RequestIds| async move { self.api.sim(&token, &ids.next_id(), iccid).await }).await?;
        let (_, subscriptions) = self.all_of_sim(iccid).await?;
        let ask = |token, ids: RequestIds| async move { self.api.notifications(&token, &ids.next_id(), iccid).await };
        // A SIM without any is answered in ways that nobody documents.
        let notifications = self.ask(ask).await.map(|(_, list)| list);
        let notifications =
            notifications.map_err(|error| error.referenced("the notifications of a SIM could not be read"));
        Ok(view::sim(iccid, &sim, &subscriptions, notifications, MOST_ACTIVE, self.now()))
    }

    /// All subscriptions of a SIM, to the end of the list, with the ids of the requests for the last page.
    async fn all_of_sim(&self, iccid: &Iccid) -> Result<(RequestIds, Listed<Subscription>), TillError> {
        let asked = &SubscriptionQuery::OfSim(iccid.clone());
        let (mut pages, mut all) = (Pages::default(), Listed { entries: Vec::new(), left_out: 0 });
        let (mut read, mut last) = (0, RequestIds::random());
        while let Some(position) = pages.position() {
            read += 1;
            if read > MOST_PAGES {
                return Err(last.name(ApiError::TooBig));
            }
            let ask = |token, ids: RequestIds| async move {
                self.api.subscriptions(&token, &ids.next_id(), asked, position).await
            };
            let (ids, mut page) = self.ask(ask).await?;
            let goes_on = pages.read(&page);
            all.entries.append(&mut page.list.entries);
            all.left_out += page.list.left_out;
            goes_on.map_err(|error| ids.name(error))?;
            last = ids;
        }
        Ok((last, all))
    }

    /// A SIM as the service describes it now, before more data is ordered for it. A subscription that cannot be read may
    /// be active, so none are counted then, unless the others are as many as can be.
    pub(super) async fn before_top_up(&self, iccid: &Iccid) -> Before {
        let sim =
            self.ask(|token, ids: RequestIds| async move { self.api.sim(&token, &ids.next_id(), iccid).await }).await;
        let status = match sim {
            Ok((_, sim)) => sim.status,
            Err(error) => return Before { status: None, active: None, error: Some(error) },
        };
        match self.all_of_sim(iccid).await {
            Ok((ids, all)) => {
                // One without a status may be active: a sample of the service leaves it out.
                let may_be_active = |one: &&Subscription| matches!(one.status, Some(SubscriptionStatus::Active) | None);
                let active = view::count(all.entries.iter().filter(may_be_active).count());
                if all.left_out == 0 || active >= MOST_ACTIVE {
                    Before { status, active: Some(active), error: None }
                } else {
                    let error = ids.name(TillError::new(ErrorCode::OddAnswer));
                    Before { status, active: None, error: Some(error) }
                }
            }
            Err(error) => Before { status, active: None, error: Some(error) },
        }
    }

    /// Names another device for a SIM that is not installed.
    ///
    /// # Errors
    /// `BadIccid`, `BadEid`, or a change that was not made.
    pub async fn change_eid(&self, request: ChangeEid) -> Result<ChangeOutcome, TillError> {
        let iccid = &iccid(&request.iccid)?;
        let eid = &Eid::parse(&request.eid).map_err(|error| TillError::with(ErrorCode::BadEid, error.to_string()))?;
        self.change(
            |token, ids: RequestIds| async move { self.api.change_eid(&token, &ids.next_id(), iccid, eid).await },
        )
        .await
    }

    /// Has the service call an address when something happens to a SIM.
    ///
    /// # Errors
    /// `BadIccid`, `BadAddress`, or a change that was not made.
    pub async fn set_notification(&self, request: SetNotification) -> Result<ChangeOutcome, TillError> {
        let iccid = &iccid(&request.iccid)?;
        let address = Url::parse(request.address.trim())
            .ok()
            .filter(|address| address.scheme() == "https" && address.as_str().len() <= ADDRESS_CHARACTERS)
            .ok_or(TillError::new(ErrorCode::BadAddress))?;
        let set = &Notification { kind: view::notification_kind(&request.event), webhook_url: address.into() };
        self.change(|token, ids: RequestIds| async move {
            self.api.set_notification(&token, &|| ids.next_id(), iccid, set).await
        })
        .await
    }

    /// Ends the calls for one kind of event.
    ///
    /// # Errors
    /// `BadIccid`, or a change that was not made.
    pub async fn remove_notification(&self, request: RemoveNotification) -> Result<ChangeOutcome, TillError> {
        let iccid = &iccid(&request.iccid)?;
        let kind = &view::notification_kind(&request.event);
        self.change(|token, ids: RequestIds| async move {
            self.api.remove_notification(&token, &|| ids.next_id(), iccid, kind).await
        })
        .await
    }

    /// One subscription with its usage.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn subscription(&self, id: &str) -> Result<SubscriptionView, TillError> {
        let ask = |token, ids: RequestIds| async move { self.api.subscription(&token, &ids.next_id(), id).await };
        let (_, one) = self.ask(ask).await?;
        Ok(view::subscription(&one))
    }

    /// Starts a subscription that has not begun.
    ///
    /// # Errors
    /// The subscription was not started.
    pub async fn activate(&self, id: &str) -> Result<ChangeOutcome, TillError> {
        self.change(|token, ids: RequestIds| async move { self.api.activate(&token, &ids.next_id(), id).await }).await
    }

    /// A page of the subscriptions that fit.
    ///
    /// # Errors
    /// `BadIccid`, `BadRequest` for a day that is none, or by what the service or the network said.
    pub async fn search(&self, request: SearchSubscriptions) -> Result<SubscriptionPage, TillError> {
        let given = |typed: &str| Some(text::plain(typed, 320)).filter(|typed| !typed.is_empty());
        let customer = given(&request.customer).map(|typed| {
            CustomerIdentifier::parse(&typed).map(String::from).map_err(|_| TillError::new(ErrorCode::BadRequest))
        });
        let asked = SubscriptionQuery::Filtered(SubscriptionFilter {
            iccid: given(&request.iccid).map(|typed| iccid(&typed)).transpose()?,
            email: customer.transpose()?,
            product_id: given(&request.product),
            before: day(&request.before)?,
            after: day(&request.after)?,
            size: None,
        });
        let position = request.page.as_deref().map_or(Ok(PagePosition::First), page_from)?;
        let asked = &asked;
        let ask = |token, ids: RequestIds| async move {
            self.api.subscriptions(&token, &ids.next_id(), asked, position).await
        };
        let (ids, page) = self.ask(ask).await?;
        let next = match page.next {
            NextPage::None => None,
            NextPage::At(next) if next != position => Some(page_key(next)),
            NextPage::At(_) | NextPage::Unreadable => return Err(ids.name(TillError::new(ErrorCode::OddAnswer))),
        };
        Ok(SubscriptionPage {
            subscriptions: page.list.entries.iter().map(view::subscription).collect(),
            left_out: view::count(page.list.left_out),
            next,
        })
    }
}

/// The ICCID of a request.
///
/// # Errors
/// `BadIccid`, with the reason.
pub(super) fn iccid(typed: &str) -> Result<Iccid, TillError> {
    Iccid::parse(typed).map_err(|error| TillError::with(ErrorCode::BadIccid, error.to_string()))
}

/// The beginning of a day, where the person is.
fn day(typed: &str) -> Result<Option<Timestamp>, TillError> {
    super::day::beginning(typed, &TimeZone::system()).map_err(|_| TillError::new(ErrorCode::BadRequest))
}

/// A page as the window gives it back: its number, and the entries of a page where the service named them.
fn page_key(position: PagePosition) -> String {
    match position {
        PagePosition::First => String::new(),
        PagePosition::Named { page, size: None } => page.to_string(),
        PagePosition::Named { page, size: Some(size) } => format!("{page}/{size}"),
    }
}

fn page_from(key: &str) -> Result<PagePosition, TillError> {
    let bad = |_| TillError::new(ErrorCode::BadRequest);
    let (page, size) = key.split_once('/').map_or((key, None), |(page, size)| (page, Some(size)));
    Ok(PagePosition::Named {
        page: page.parse().map_err(bad)?,
        size: size.map(|size| size.parse().map_err(bad)).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_again_by_its_key() {
        for position in [PagePosition::Named { page: 0, size: None }, PagePosition::Named { page: 7, size: Some(50) }] {
            assert_eq!(page_from(&page_key(position)).ok(), Some(position));
        }
        for bad in ["", "x", "1/", "/5", "-1", "1/2/3"] {
            assert!(page_from(bad).is_err(), "{bad:?}");
        }
    }
}
