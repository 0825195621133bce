//! `/v1/sim/{iccid}`: look-up, change of the EID, and the webhooks of its notifications.
//!
//! A SIM of another client is refused with 403. A switch can show every SIM in another status; the stored one stays.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use crate::esim::answers::{Answer, Kind, Refusal};
use crate::esim::environment::Environment;
use crate::esim::numbers::is_eid;
use crate::esim::order_body::body;
use crate::esim::practice_customers::trouble_of;
use crate::esim::records::{Sim, SimStatus};
use crate::esim::shared::{Caller, Shared};
use crate::esim::state::{Change, Data};
use crate::esim::troubles::Trouble;
use crate::esim::views;
use crate::json::json_of;

/// The end of a subscription, in both spellings of the documents.
const SUBSCRIPTION_END: [&str; 2] = ["SUBSCRIPTION_END", "SUBSCRITPION_END"];

/// The SIM of this ICCID, where it is the caller's.
pub(crate) fn own_sim<'a>(shared: &Shared, data: &'a Data, caller: &Caller, iccid: &str) -> Result<&'a Sim, Refusal> {
    let sim = data.sims.get(iccid).ok_or_else(|| shared.unknown())?;
    let is_foreign = sim.client.as_ref().is_some_and(|client| *client != caller.client);
    if is_foreign || shared.troubles.happens(Trouble::ForeignSim) {
        return Err(Refusal::new(Kind::AccessDenied, "Access is denied"));
    }
    Ok(sim)
}

/// The refusal of an EID whose check digits are wrong.
pub(crate) fn wrong_eid() -> Refusal {
    Refusal::params("eid is not valid")
}

/// The status of a SIM at this time, as it is shown.
pub(crate) fn shown(shared: &Shared, sim: &Sim, now: i64) -> SimStatus {
    let is_on = |trouble| shared.troubles.is_on(trouble);
    let switched = match shared.troubles.ends(Trouble::SimUnavailable) {
        Some(ends) if now < ends => Some(SimStatus::Unavailable),
        Some(_) => Some(SimStatus::Released),
        None if is_on(Trouble::SimDeactivated) => Some(SimStatus::Unavailable),
        None if is_on(Trouble::SimInstalled) => Some(SimStatus::Installed),
        None if is_on(Trouble::SimDownloaded) => Some(SimStatus::Downloaded),
        None => None,
    };
    let is_back = sim.back_at.is_some_and(|at| at <= now) && sim.status == SimStatus::Unavailable;
    switched.unwrap_or(if is_back { SimStatus::Released } else { sim.status })
}

/// `GET /v1/sim/{iccid}`
pub(crate) async fn sim(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(iccid): Path<String>,
) -> Answer {
    let answer = shared.change(environment, move |shared, data, now| {
        let sim = own_sim(shared, data, &caller, &iccid)?;
        let answer = views::sim(sim, shown(shared, sim, now));
        // The first look at a SIM that will be back starts its time.
        let begins = sim.back_after.filter(|_| sim.back_at.is_none());
        let begun = begins.map(|seconds| Sim { back_at: Some(now + i64::from(seconds) * 1000), ..sim.clone() });
        Ok((answer, begun.map(|sim| Change::Sim(Box::new(sim))).into_iter().collect()))
    });
    Ok(json_of(StatusCode::OK, &answer.await?))
}

/// `PUT /v1/sim/{iccid}`, only while the SIM is released
pub(crate) async fn change_eid(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(iccid): Path<String>,
    bytes: Bytes,
) -> Answer {
    let answer = shared.change(environment, move |shared, data, now| {
        let wanted = body(&bytes)?;
        let eid = wanted.get("eid").and_then(Value::as_str).filter(|eid| !eid.is_empty());
        let eid = eid.ok_or_else(|| Refusal::params("eid is required"))?;
        let sim = own_sim(shared, data, &caller, &iccid)?;
        let checks = trouble_of(&sim.customer) == Some(Trouble::WrongEid) || shared.troubles.is_on(Trouble::WrongEid);
        if checks && !is_eid(eid) {
            return Err(wrong_eid());
        }
        let status = shown(shared, sim, now);
        if status != SimStatus::Released {
            return Err(Refusal::params("The eSIM is not Released"));
        }
        let changed = Sim { eid: Some(eid.to_owned()), changed_at: now, used_at: now, ..sim.clone() };
        Ok((views::sim(&changed, status), vec![Change::Sim(Box::new(changed))]))
    });
    Ok(json_of(StatusCode::OK, &answer.await?))
}

/// `GET /v1/sim/{iccid}/preferences`
pub(crate) async fn preferences(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(iccid): Path<String>,
) -> Answer {
    let answer = shared.read(environment, move |shared, data, _| {
        let sim = own_sim(shared, data, &caller, &iccid)?;
        let webhook = |(kind, url): (&String, &String)| json!({ "type": kind, "webhook_url": url });
        Ok(json!({ "notifications": sim.webhooks.iter().map(webhook).collect::<Vec<_>>() }))
    });
    Ok(json_of(StatusCode::OK, &answer.await?))
}

/// `POST /v1/sim/{iccid}/preferences/notifications/{type}`
pub(crate) async fn set_webhook(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path((iccid, kind)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let answer = shared.change(environment, move |shared, data, now| {
        let sim = own_sim(shared, data, &caller, &iccid)?;
        let kind = stored_kind(shared, &kind)?;
        let wanted = body(&bytes)?;
        let url = wanted.get("webhook_url").and_then(Value::as_str).filter(|url| url.starts_with("http"));
        let url = url.ok_or_else(|| Refusal::params("webhook_url is required"))?;
        let mut changed = Sim { used_at: now, ..sim.clone() };
        changed.webhooks.insert(kind.clone(), url.to_owned());
        Ok((json!({ "type": kind, "webhook_url": url }), vec![Change::Sim(Box::new(changed))]))
    });
    Ok(json_of(StatusCode::OK, &answer.await?))
}

/// `DELETE /v1/sim/{iccid}/preferences/notifications/{type}`, without a body
pub(crate) async fn remove_webhook(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path((iccid, kind)): Path<(String, String)>,
) -> Answer {
    let removed = shared.change(environment, move |shared, data, now| {
        let sim = own_sim(shared, data, &caller, &iccid)?;
        let mut changed = Sim { used_at: now, ..sim.clone() };
        if changed.webhooks.remove(&kind).is_none() {
            changed.webhooks.remove(&stored_kind(shared, &kind)?);
        }
        Ok(((), vec![Change::Sim(Box::new(changed))]))
    });
    removed.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The type of a notification, as this service spells it now.
fn stored_kind(shared: &Shared, kind: &str) -> Result<String, Refusal> {
    let [right, wrong] = SUBSCRIPTION_END;
    let spelt = if shared.troubles.is_on(Trouble::MisspeltNotification) { wrong } else { right };
    if kind == spelt || kind == "USAGE_THRESHOLD" {
        Ok(kind.to_owned())
    } else {
        Err(Refusal::params("The type of notification is unknown"))
    }
}
