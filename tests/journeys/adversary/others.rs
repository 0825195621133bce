//! A float that others use too: no doubt ever ends by itself there.
//!
//! The indication of the float is shown with its conditions, and a person may declare it as their own word. Floats that
//! are declared this till's alone are in the other files.

use super::*;

const LOST: [(&str, bool); 8] = [
    ("9601", true),
    ("9602", false),
    ("9613", true),
    ("9612", true),
    ("9713", true),
    ("9199", true),
    ("9099", false),
    ("9502", false),
];

#[tokio::test(flavor = "multi_thread")]
async fn on_a_float_that_others_use_too_nothing_ends_by_itself() {
    for (ending, charged) in LOST {
        for (by, later) in [(0, 0), (-50, 0), (-20, -30), (-30, 50), (50, 0), (700, -50)] {
            let world = with_others().await;
            let sale = world.sell(&format!("21192120{ending}"), "50").await;
            others_move(&world, by);
            assert_open(&look(&world, &sale).await);
            others_move(&world, later);
            if by != 0 {
                world.sell(&number(5), "50").await;
            }
            for _ in 0..2 {
                let sale = look_at_rest(&world, &sale).await;
                assert_open(&sale);
                if (by, later) == (0, 0) {
                    let indication = sale.indication.expect("it is shown what the float suggests");
                    assert_eq!((indication.charged, indication.rest_seconds), (charged, 120), "{ending}");
                    assert!(indication.from < indication.to, "{ending}");
                }
            }
            let float = float_use(&world).await;
            assert_eq!(
                (float.judges, float.why_not),
                (JudgesView::Indications, Some(WhyNotView::DeclaredShared { by: None })),
                "{ending}"
            );
            assert_eq!(alerts(&world).await, [], "{ending}: nothing that was said is contradicted");
            world.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_on_a_shared_float_keeps_its_charge_open() {
    for (ending, charged) in [("9113", true), ("9013", false)] {
        let world = with_others().await;
        let sale = world.sell(&format!("21192120{ending}"), "50").await;
        let sale = look_at_rest(&world, &sale).await;
        assert_open(&sale);
        assert!(sale.refused, "{ending}");
        assert_eq!(sale.indication.map(|indication| indication.charged), Some(charged), "{ending}");
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_indication_that_a_person_takes_over_is_that_persons_word() {
    for (lost, charged) in [(LOST_AFTER, true), (LOST_BEFORE, false)] {
        let world = with_others().await;
        let sale = world.sell(lost, "50").await;
        let sale = look_at_rest(&world, &sale).await;
        let indication = sale.indication.clone().expect("it is shown what the float suggests");
        let request = SayWhatHappened {
            environment: world.setup.environment,
            sale: sale.id.clone(),
            arrived: None,
            charged: Some(indication.charged),
            reason: "nobody else sold this morning".to_owned(),
            adopted: true,
        };
        let said = world.shown(world.till().say_what_happened(request).await).unwrap();
        assert_eq!((said.state, &said.verdict, &said.indication), (SaleStateView::Said, &None, &None));
        let word = said.said.expect("a word");
        assert_eq!(
            (word.person.as_str(), word.charged, word.arrived, word.adopted),
            ("clerk@practice.example", Some(charged), None, true)
        );
        let last = world.sale(&sale.id).await.timeline.pop().expect("an entry");
        assert_eq!((last.kind, last.actor.as_str()), (EntryKind::Said, "clerk@practice.example"));
        // It is no fact for the next doubt.
        let next = world.sell("211923209602", "50").await;
        let next = look_at_rest(&world, &next).await;
        assert_open(&next);
        assert_eq!(next.indication.map(|indication| indication.charged), Some(false));
        world.close().await;
    }
}

/// The other till is debited the cost of an open sale of ours; that sale is charged later, when a second one is open.
#[tokio::test(flavor = "multi_thread")]
async fn an_indication_reaches_back_to_the_float_before_its_oldest_sale() {
    let world = with_others().await;
    let first = world.sell(LATE, "50").await;
    let before = world.sale(&first.id).await.sale.at;
    others_move(&world, -50);
    let first = look(&world, &first).await;
    assert_eq!(first.indication.map(|indication| indication.charged), Some(true));
    let second = world.sell("211923209602", "50").await;
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.service().begin_waiting(), 1);
    let second = look(&world, &second).await;
    assert_open(&second);
    if let Some(indication) = second.indication {
        assert!(
            indication.charged && indication.from < before,
            "the other till's sale breaks its condition: {indication:#?}"
        );
    }
    world.close().await;
}
