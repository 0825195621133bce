//! Practise and sell: every practice number, and the ledger's entry for it, in one table.
//!
//! The table is the practice service's own, so a number that is added has to be given its outcome here. The settling of
//! doubts is in `evidence`.

use std::fs;
use std::time::Duration;

use airtill_contract::{DeclineReason, EntryKind, SaleStateView, SaleStep, SessionView};
use airtill_practice::{Cut, Effect, Endpoint, Fault, troubles};
use airtill_tests::world::{Setup, World, number};

use SaleStateView::{Accepted, Charged, Confirmed, Declined, DeclinedButCharged, InDoubt, NotCharged};

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_practises_and_sells() {
    let world = World::practising().await;
    let sale = world.sell(&number(1), "60").await;
    assert_eq!(sale.state, Confirmed);
    assert_eq!(sale.float_before.as_ref().unwrap().amount, "5000.00");
    assert_eq!(sale.float_after.as_ref().unwrap().amount, "4940.00");
    assert_eq!(sale.sold_by, "clerk@practice.example");
    assert!(sale.reference.is_some(), "the network's reference is kept");
    assert_eq!(
        world.window.steps(),
        [SaleStep::Checked, SaleStep::Recorded, SaleStep::Sending, SaleStep::Answered, SaleStep::Stored]
    );
    assert_eq!(world.kinds(&sale.id).await, [EntryKind::Intended, EntryKind::Confirmed]);
    assert_eq!(world.card().await.float.unwrap().balance.amount, "4940.00");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainer_shows_two_connections_to_one_float() {
    let mut world = World::practising().await;
    world.sell(&number(1), "60").await;
    let first = world.key.clone();
    for _ in 0..2 {
        let second = world.shown(world.till().practise_twice().await).expect("practising needs nobody");
        assert!(matches!(second.session, SessionView::SignedIn { .. }), "{second:?}");
        assert_ne!(second.key, first);
        world.key = second.key;
    }
    let sale = world.sell(&number(2), "40").await;
    assert_eq!((sale.state, sale.float_after.unwrap().amount.as_str()), (Confirmed, "4900.00"));
    world.key = first;
    assert_eq!(world.float().await.unwrap().float.unwrap().balance.amount, "4900.00");
    let connections = world.shown(world.till().start().await).unwrap().connections;
    assert_eq!(connections.len(), 2, "it is opened once: {connections:#?}");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_of_practice_is_settled_behind_another_port_of_the_service() {
    let mut world = World::with(Setup {
        environment: airtill_contract::EnvironmentView::Practice,
        service_remembers: true,
        ..Setup::default()
    })
    .await;
    world.sell(&number(1), "20").await;
    let sale = world.sell("211921209602", "60").await;
    assert_eq!(sale.state, InDoubt);
    world.cut_off().await;
    let before = std::mem::take(&mut world.setup.options.port);
    world.bring_back().await;
    world.setup.options.port = world.service().address().port();
    assert_ne!(world.setup.options.port, before);
    world.restart().await;
    assert_ne!(world.gather_later(&sale).await.state, InDoubt, "it is the same service with the same float");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_signs_in_at_a_test_connection_and_sells() {
    let world = World::test().await;
    let sale = world.sell(&number(1), "12.5").await;
    assert_eq!((sale.state, sale.float_after.unwrap().amount.as_str()), (Confirmed, "4987.50"));
    let SessionView::SignedIn { person: Some(person), remembered: true, ends_at: Some(_) } = world.card().await.session
    else {
        panic!("signed in and remembered")
    };
    assert_eq!(person.email, "clerk@practice.example");
    world.close().await;
}

/// The outcome of each practice number: at once, and when the service can no longer be working on it.
const OUTCOMES: &[(&str, SaleStateView, SaleStateView, Option<DeclineReason>)] = &[
    ("confirmed", Confirmed, Confirmed, None),
    ("accepted_amount", Accepted, Accepted, None),
    ("accepted_payment", Accepted, Accepted, None),
    ("accepted_charged_again", Accepted, Accepted, None),
    ("declined_pending_approval", InDoubt, NotCharged, None),
    ("declined_business_logic", Declined, Declined, Some(DeclineReason::RequestUnreadable)),
    ("declined_topup", Declined, Declined, Some(DeclineReason::NetworkRefused)),
    ("declined_authentication", Declined, Declined, Some(DeclineReason::AccountFault)),
    ("declined_initiator", Declined, Declined, Some(DeclineReason::AccountFault)),
    ("declined_receiver_id", Declined, Declined, Some(DeclineReason::AccountFault)),
    ("declined_number_invalid", Declined, Declined, Some(DeclineReason::NumberInvalid)),
    ("declined_number_inactive", Declined, Declined, Some(DeclineReason::NumberInactive)),
    ("declined_number_unknown", Declined, Declined, Some(DeclineReason::NumberUnknown)),
    ("declined_system_error", Declined, Declined, Some(DeclineReason::SystemError)),
    ("declined_unsupported", Declined, Declined, Some(DeclineReason::AccountFault)),
    ("declined_licence", Declined, Declined, Some(DeclineReason::AccountFault)),
    ("declined_system_busy", Declined, Declined, Some(DeclineReason::ServiceBusy)),
    ("declined_unavailable", Declined, Declined, Some(DeclineReason::ServiceUnavailable)),
    ("float_too_small", Declined, Declined, Some(DeclineReason::InsufficientFloat)),
    ("charged_business_logic", DeclinedButCharged, DeclinedButCharged, Some(DeclineReason::RequestUnreadable)),
    ("charged_topup", DeclinedButCharged, DeclinedButCharged, Some(DeclineReason::NetworkRefused)),
    ("charged_system_error", DeclinedButCharged, DeclinedButCharged, Some(DeclineReason::SystemError)),
    ("charged_unavailable", DeclinedButCharged, DeclinedButCharged, Some(DeclineReason::ServiceUnavailable)),
    ("undocumented_uncharged", InDoubt, NotCharged, None),
    ("undocumented_charged", InDoubt, Charged, None),
    ("lost_after_charge", InDoubt, Charged, None),
    ("lost_before_charge", InDoubt, NotCharged, None),
    ("lost_while_other_till_sells", InDoubt, InDoubt, None),
    ("lost_charged_late", InDoubt, NotCharged, None),
    ("lost_after_accepting", InDoubt, Charged, None),
    ("lost_after_refusal", InDoubt, Charged, None),
    ("bad_gateway_after_refusal", InDoubt, Charged, None),
    ("cut_after_refusal", InDoubt, Charged, None),
    ("silent_after_refusal", InDoubt, Charged, None),
    ("error_after_charge", InDoubt, Charged, None),
    ("error_before_charge", InDoubt, NotCharged, None),
    ("error_after_delivery", InDoubt, NotCharged, None),
    ("service_down", InDoubt, NotCharged, None),
    ("slow", Confirmed, Confirmed, None),
    ("token_expired", Confirmed, Confirmed, None),
    ("signed_out", Declined, Declined, Some(DeclineReason::SignInEnded)),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_practice_number_comes_to_its_outcome() {
    assert_eq!(OUTCOMES.len(), troubles().len(), "the table has a row for every practice number");
    for environment in [airtill_contract::EnvironmentView::Practice, airtill_contract::EnvironmentView::Test] {
        for trouble in troubles() {
            let (code, at_once, later, reason) =
                OUTCOMES.iter().find(|(code, ..)| *code == trouble.code).copied().expect("a row");
            let mut setup = Setup { environment, ..Setup::default() };
            if code == "silent_after_refusal" {
                // The limit of every request: far longer than an ordinary answer takes.
                setup.policy.answer_limit = Duration::from_secs(5);
            }
            let world = World::with(setup).await;
            // The cost of a sale is learnt from a confirmed one.
            world.sell(&number(1), "20").await;
            let sale = world.sell(&trouble.example(), "60").await;
            assert_eq!(sale.state, at_once, "{code}: {sale:#?}");
            let sale = if sale.state == InDoubt { world.gather_later(&sale).await } else { sale };
            assert_eq!((sale.state, sale.reason), (later, reason), "{code}: {sale:#?}");
            assert_eq!(sale.claim.is_some(), matches!(later, DeclinedButCharged | Charged), "{code}");
            world.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_that_is_turned_away_says_that_the_sign_in_ended_only_if_it_did() {
    for (at_the_token, reason) in [
        (Fault::status(400, "application/json", r#"{"error":"invalid_grant"}"#), DeclineReason::SignInEnded),
        (Fault::status(503, "text/html", "<html>down</html>"), DeclineReason::SignInNotRenewed),
        (
            Fault::status(429, "application/json", r#"{"code":429,"msg":"Rate limit exceeded"}"#),
            DeclineReason::SignInNotRenewed,
        ),
        (Fault::status(200, "text/html", "<html>hotel</html>"), DeclineReason::SignInNotRenewed),
        (Fault::before(Effect::Close(Cut::Start)).times(2), DeclineReason::SignInNotRenewed),
    ] {
        let world = World::test().await;
        world.service().set_fault(Endpoint::TopUp, Fault::before(Effect::Unauthorized));
        world.service().set_fault(Endpoint::Token, at_the_token.clone());
        let sale = world.sell(&number(1), "60").await;
        assert_eq!((sale.state, sale.reason), (Declined, Some(reason)), "{at_the_token:?}");
        assert_eq!(world.hits(Endpoint::TopUp), 1, "it is not sent without a new token");
        let ended = matches!(world.card().await.session, SessionView::SignInAgain { .. });
        assert_eq!(ended, reason == DeclineReason::SignInEnded, "{at_the_token:?}");
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_turned_away_names_the_computer_where_that_kept_the_sign_in() {
    let world = World::test().await;
    world.service().set_fault(Endpoint::TopUp, Fault::before(Effect::Unauthorized));
    let locks = fs::read_dir(world.environment_folder()).unwrap().map(|entry| entry.unwrap().path());
    let locks: Vec<_> = locks.filter(|path| path.extension().is_some_and(|ending| ending == "lock")).collect();
    let of_renewals = locks.iter().filter(|path| !path.ends_with("vault.lock"));
    for lock in of_renewals.clone() {
        fs::remove_file(lock).unwrap();
        fs::create_dir(lock).unwrap();
    }
    let sale = world.sell(&number(1), "60").await;
    assert_eq!((sale.state, sale.reason), (Declined, Some(DeclineReason::SignInNotRenewed)));
    assert_eq!(sale.till_message, "Airtill could not use the sign-in that it saved: the lock file cannot be used");
    assert_eq!(world.hits(Endpoint::TopUp), 1, "it is not sent without a new token");
    of_renewals.for_each(|lock| fs::remove_dir(lock).unwrap());
    world.close().await;
}
