//! The parts of an answer that stay with its sale: code, reference and words; and the answers that are a float or none.
//!
//! `fault_matrix` has the meaning of each answer; here are its parts in the ledger, the window and the claim.

use airtill_contract::{DoubtCause, EntryKind, ErrorCode, SaleStateView, SaleView};
use airtill_practice::{Effect, Endpoint, Fault};
use airtill_tests::world::{World, number};

const NUMBER: &str = "211921230000";

/// An answer of the recharge system to a sale of `NUMBER`.
fn outcome(code: &str, words: &str) -> Effect {
    let body = format!(
        r#"{{"reference":"REF-7/a","statusCode":{code},"statusMessage":"{words}","receiver":"{NUMBER}","balance":0}}"#
    );
    Effect::Answer { status: 200, content_type: "application/json".to_owned(), body: body.into() }
}

/// The answer in the timeline: its code, its reference, its words.
async fn answer_in_timeline(world: &World, sale: &SaleView) -> [Option<String>; 3] {
    let timeline = world.sale(&sale.id).await.timeline;
    let answer =
        timeline.iter().find(|entry| entry.kind == EntryKind::InDoubt).expect("an answer that leaves something open");
    ["code", "reference", "message"]
        .map(|name| answer.facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.clone()))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_stays_with_its_code_reference_and_words_in_every_state() {
    for (code, words, cause) in [
        ("13", "REJECTED_TOPUP", DoubtCause::RefusedChargeUnknown),
        ("90", "SYSTEM_ERROR", DoubtCause::RefusedChargeUnknown),
        ("1", "PENDING_APPROVAL", DoubtCause::ApprovalPending),
        ("99", "WHATEVER", DoubtCause::UnknownCode),
        ("-3", "WHATEVER", DoubtCause::UnknownCode),
        ("0", "FAILED", DoubtCause::Unreadable),
        ("13", "SUCCESS", DoubtCause::Unreadable),
    ] {
        for charged in [false, true] {
            let world = World::practising().await;
            world.sell(&number(1), "20").await;
            let when = if charged { Fault::after } else { Fault::before };
            world.service().set_fault(Endpoint::TopUp, when(outcome(code, words)));
            let sale = world.sell(NUMBER, "60").await;
            assert_eq!(sale.doubt, Some(cause), "{code} {words}");
            let kept = [Some(code.to_owned()), Some("REF-7/a".to_owned()), Some(words.to_owned())];
            assert_eq!(answer_in_timeline(&world, &sale).await, kept, "{code} {words}");
            let later = world.gather_later(&sale).await;
            for sale in [&sale, &later] {
                assert_eq!(
                    (sale.code.map(|code| code.to_string()), sale.reference.clone()),
                    (Some(code.to_owned()), Some("REF-7/a".to_owned())),
                    "{sale:#?}"
                );
                assert_eq!(sale.service_message, words);
            }
            if let Some(claim) = &later.claim {
                assert!(claim.contains("REF-7/a") && claim.contains(&format!("code {code} {words}")), "{claim}");
            }
            world.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_names_the_reference_of_the_refusal() {
    let world = World::practising().await;
    world.sell(&number(1), "20").await;
    world.service().set_fault(Endpoint::TopUp, Fault::after(outcome("13", "REJECTED_TOPUP")));
    let sale = world.sell(NUMBER, "60").await;
    assert_eq!(sale.state, SaleStateView::DeclinedButCharged);
    let claim = sale.claim.expect("a claim");
    assert!(
        claim.contains("Service reference: REF-7/a") && claim.contains("Service answer: code 13 REJECTED_TOPUP"),
        "{claim}"
    );
    world.close().await;
}

/// The float as the next reading finds it, where the service writes this as its balance; or the error.
async fn read(world: &World, field: &str, json: &str) -> Result<String, ErrorCode> {
    let effect = Effect::Field { name: field.to_owned(), json: json.to_owned() };
    world.service().set_fault(Endpoint::Balance, Fault::after(effect).times(1));
    world.float().await.map(|card| card.float.expect("a float").balance.amount).map_err(|fault| fault.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_float_below_zero_is_one_and_nothing_is_sold_from_it() {
    let world = World::practising().await;
    assert_eq!(read(&world, "balance", "-3.2").await, Ok("-3.20".to_owned()));
    world.service().set_fault(
        Endpoint::Balance,
        Fault::after(Effect::Field { name: "balance".to_owned(), json: "-3.2".to_owned() }).times(9),
    );
    assert_eq!(world.try_sell(&number(1), "1").await.unwrap_err().code, ErrorCode::FloatTooSmall);
    assert_eq!(world.hits(Endpoint::TopUp), 0);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_decimals_are_rounded_once_and_a_jump_is_shown_as_it_is() {
    let world = World::practising().await;
    for (json, shown) in [
        ("4999.134999999999999999999999999999", "4999.13"),
        ("4999.125000000000000000000000000000", "4999.12"),
        ("4999.125000000000000000000000000001", "4999.13"),
        ("1004999.5", "1004999.50"),
    ] {
        assert_eq!(read(&world, "balance", json).await, Ok(shown.to_owned()), "{json}");
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_in_another_currency_is_no_float_and_leaves_the_last_one() {
    let world = World::practising().await;
    assert_eq!(read(&world, "balance", "4999.5").await, Ok("4999.50".to_owned()));
    for (field, json) in [
        ("currency", r#""USD""#),
        ("currency", r#""""#),
        ("balance", "1e40"),
        ("balance", "null"),
        ("balance", r#""4999,50""#),
    ] {
        assert_eq!(read(&world, field, json).await, Err(ErrorCode::OddAnswer), "{field} {json}");
        let float = world.card().await.float.expect("the last one");
        assert_eq!(
            (float.balance.amount.as_str(), float.fresh, float.unread),
            ("4999.50", false, Some(ErrorCode::OddAnswer)),
            "{field} {json}"
        );
    }
    assert!(world.float().await.unwrap().float.unwrap().fresh, "the next reading is good again");
    world.close().await;
}
