//! SIMs: look-up with its quirks, the EID, notifications, another client's SIM, and `Unavailable` both ways.
//!
//! The practice SIMs are there from the beginning.

use airtill_practice::esim::{Environment, FOREIGN_ICCID, ODD_ICCIDS, Options, SimStatus, Trouble, Unknown};

use super::{BUYER, advance, api, esim, is, refused, reseller, start};

const UNAVAILABLE: &str = "8944474000000000198";
const DEACTIVATED: &str = "8944474000000000206";
const EID: &str = r#"{"eid":"89049032123451234512345678901235"}"#;

#[tokio::test]
async fn a_sim_has_one_spelling_the_other_or_both() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    assert_eq!(
        api.get(&format!("/v1/sim/{BUYER}")).await.body(),
        format!(
            r#"{{"iccid":"{BUYER}","last_modified":"2027-01-12T08:00:00.000Z","lpa_url":"LPA:1$%rsp.practice.example$%PRACTICE-000-mixedCase","matching_id":"PRACTICE-000-mixedCase","status":"Released"}}"#
        )
    );
    let second = api.get("/v1/sim/8944474000000000016").await.body();
    assert!(second.contains("\"profileStatus\"") && !second.contains("\"status\""), "{second}");
    let third = api.get("/v1/sim/8944474000000000024").await.body();
    assert!(third.contains("\"profileStatus\"") && third.contains("\"status\""), "{third}");
    for iccid in ODD_ICCIDS {
        assert_eq!(api.get(&format!("/v1/sim/{iccid}")).await.status(), 200, "{iccid}");
    }
}

#[tokio::test]
async fn another_clients_sim_is_forbidden_and_an_unknown_one_may_look_the_same() {
    for (unknown, status) in [(Unknown::Forbidden, 403), (Unknown::NotFound, 404), (Unknown::BadRequest, 400)] {
        let esim = start(Options { unknown, ..Options::default() }).await;
        let api = api(&esim).await;
        assert_eq!(refused(&api.get(&format!("/v1/sim/{FOREIGN_ICCID}")).await), is(403, "ACCESS_DENIED"));
        assert_eq!(api.get("/v1/sim/8944").await.status(), status);
        esim.set_trouble(Trouble::ForeignSim, None);
        assert_eq!(api.get(&format!("/v1/sim/{BUYER}")).await.status(), 403);
        assert_eq!(api.order(&super::top_up(BUYER)).await.status(), 403);
    }
}

#[tokio::test]
async fn an_unavailable_sim_comes_back_by_itself_or_never() {
    let (esim, seconds) = esim().await;
    let api = api(&esim).await;
    let status = async |iccid: &str| {
        let body = api.get(&format!("/v1/sim/{iccid}")).await.body();
        ["Released", "Unavailable", "Installed", "Downloaded"].into_iter().find(|word| body.contains(word)).unwrap()
    };
    assert_eq!((status(UNAVAILABLE).await, status(DEACTIVATED).await), ("Unavailable", "Unavailable"));
    advance(&seconds, 29);
    assert_eq!(status(UNAVAILABLE).await, "Unavailable");
    advance(&seconds, 1);
    assert_eq!((status(UNAVAILABLE).await, status(DEACTIVATED).await), ("Released", "Unavailable"));
    esim.set_trouble(Trouble::SimUnavailable, Some(5));
    assert_eq!(status(BUYER).await, "Unavailable");
    advance(&seconds, 5);
    assert_eq!(status(BUYER).await, "Released");
    esim.clear_troubles();
    for (trouble, word) in [
        (Trouble::SimDeactivated, "Unavailable"),
        (Trouble::SimInstalled, "Installed"),
        (Trouble::SimDownloaded, "Downloaded"),
    ] {
        esim.set_trouble(trouble, None);
        assert_eq!(status(BUYER).await, word);
        esim.clear_troubles();
    }
    assert!(esim.set_sim_status(Environment::Production, BUYER, SimStatus::Installed));
    assert_eq!(status(BUYER).await, "Installed");
    assert!(!esim.set_sim_status(Environment::Production, "unknown", SimStatus::Installed));
}

#[tokio::test]
async fn the_eid_changes_only_while_the_sim_is_released() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let put = async |iccid: &str, body: &str| api.call("PUT", &format!("/v1/sim/{iccid}"), body).await;
    assert_eq!(put(BUYER, EID).await.field("eid"), "89049032123451234512345678901235");
    assert!(api.get(&format!("/v1/sim/{BUYER}")).await.body().contains("89049032123451234512345678901235"));
    assert_eq!(refused(&put(BUYER, "").await), is(400, "INVALID_HTTP_MESSAGE"));
    assert_eq!(refused(&put(BUYER, "{}").await), is(400, "INVALID_REQUEST_PARAMS"));
    assert_eq!(refused(&put(DEACTIVATED, EID).await), is(400, "INVALID_REQUEST_PARAMS"));
    assert_eq!(put(BUYER, r#"{"eid":"1"}"#).await.status(), 200, "it is checked only where that is switched on");
    esim.set_trouble(Trouble::WrongEid, None);
    assert_eq!(put(BUYER, r#"{"eid":"1"}"#).await.status(), 400);
}

#[tokio::test]
async fn webhooks_are_seen_set_and_removed_by_type() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let preferences = format!("/v1/sim/{BUYER}/preferences");
    let hook = |kind: &str| format!("{preferences}/notifications/{kind}");
    let before =
        r#"{"notifications":[{"type":"DOWNLOAD_PROGRESS","webhook_url":"https://hooks.practice.example/download"}]}"#;
    assert_eq!(api.get(&preferences).await.body(), before);
    let body = r#"{"webhook_url":"https://a.example/x"}"#;
    assert_eq!(
        api.call("POST", &hook("USAGE_THRESHOLD"), body).await.body(),
        r#"{"type":"USAGE_THRESHOLD","webhook_url":"https://a.example/x"}"#
    );
    assert_eq!(api.call("POST", &hook("SUBSCRITPION_END"), body).await.status(), 400);
    assert_eq!(api.call("POST", &hook("SUBSCRIPTION_END"), body).await.status(), 200);
    esim.set_trouble(Trouble::MisspeltNotification, None);
    assert_eq!(api.call("POST", &hook("SUBSCRIPTION_END"), body).await.status(), 400);
    assert_eq!(api.call("POST", &hook("SUBSCRITPION_END"), body).await.status(), 200);
    for kind in ["SUBSCRITPION_END", "SUBSCRIPTION_END", "USAGE_THRESHOLD"] {
        assert_eq!(api.call("DELETE", &hook(kind), "").await.status(), 204, "{kind}");
    }
    assert_eq!(api.get(&preferences).await.body(), before);
    assert_eq!(api.call("POST", &hook("USAGE_THRESHOLD"), "{}").await.status(), 400);
}

#[tokio::test]
async fn both_roles_see_the_practice_sims_in_both_environments() {
    let (esim, _) = esim().await;
    let reseller = reseller(&esim).await;
    for api in [reseller.in_preproduction(), reseller] {
        assert_eq!(api.get(&format!("/v1/sim/{BUYER}")).await.status(), 200);
    }
}
