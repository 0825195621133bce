//! Two connection files that lead to one account: one float, one chain of evidence, with either of them selling or
//! looking.
//!
//! The connections that share a float, and the notices about it, are in `sharing`. Here is the fate of the doubts.

use airtill_practice::Practice;

use super::*;

/// A second connection to the same account, at which a person signs in, and its key.
pub(super) async fn second_counter(world: &mut World) -> ConnectionKey {
    let text = world.connection_file().replace("\"desk\"", "\"second\"").replace("Test desk", "Second counter");
    world.import(&text).await.unwrap();
    let key = ConnectionKey { environment: EnvironmentView::Test, id: "second".to_owned() };
    let account = Practice::account();
    let request = SignInWithPassword {
        connection: key.clone(),
        username: account.email.to_owned(),
        password: InwardSecret(account.password.to_owned()),
    };
    world.shown(world.till().sign_in_with_password(request).await).unwrap();
    key
}

/// Such a connection, once it is known that it shares the float.
async fn with_a_second_counter(world: &mut World) -> ConnectionKey {
    let earlier = world.window.events().len();
    let key = second_counter(world).await;
    let shares = |event: &Event| {
        matches!(event, Event::ConnectionChanged { connection } if connection.key == key
            && connection.float_use.as_ref().is_some_and(|float| float.shared_with == ["Test desk"]))
    };
    world.window.wait_after(earlier, "who shares the float", shares).await;
    key
}

#[tokio::test(flavor = "multi_thread")]
async fn e04_a_sale_on_one_proves_nothing_of_a_doubt_on_the_other() {
    for (lost, charged) in [(LOST_BEFORE, false), (LOST_AFTER, true)] {
        for restarts in [false, true] {
            let mut world = alone().await;
            let second = with_a_second_counter(&mut world).await;
            let first = world.key.clone();
            let sale = world.sell(lost, "50").await;
            world.key = second.clone();
            assert_eq!(world.sell(&number(5), "50").await.state, SaleStateView::Confirmed);
            if restarts {
                world.restart().await;
            }
            world.key = first.clone();
            world.float().await.unwrap();
            compare(&world).await;
            let sale = look_at_rest(&world, &sale).await;
            assert_verdict(&sale, charged);
            for key in [first, second] {
                world.key = key;
                assert_eq!((alerts(&world).await, float_use(&world).await.judges), (vec![], JudgesView::Alone));
            }
            world.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e04_a_reading_on_one_settles_a_doubt_on_the_other() {
    for (lost, charged) in [(LOST_BEFORE, false), (LOST_AFTER, true)] {
        let mut world = alone().await;
        let second = with_a_second_counter(&mut world).await;
        let first = world.key.clone();
        let sale = world.sell(lost, "50").await;
        world.clock.advance(airtill_tests::world::QUIET);
        world.key = second;
        world.float().await.unwrap();
        compare(&world).await;
        world.key = first;
        assert_verdict(&world.sale(&sale.id).await.sale, charged);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e04_a_contradiction_that_one_finds_is_shown_on_both() {
    let mut world = alone().await;
    let second = with_a_second_counter(&mut world).await;
    let first = world.key.clone();
    let sale = world.sell(LOST_AFTER, "50").await;
    assert_verdict(&look(&world, &sale).await, true);
    others_move(&world, -7);
    world.key = second.clone();
    world.float().await.unwrap();
    assert!(alerts(&world).await.contains(&AlertKind::Unexplained), "where it was found");
    assert_eq!(float_use(&world).await.judges, JudgesView::Indications);
    world.key = first;
    assert_reopened(&mut world, &sale).await;
    world.key = second;
    assert_eq!(alerts(&world).await, [], "it was seen");
    world.close().await;
}

async fn remove(world: &World) {
    world.shown(world.till().remove_connection(ForConnection { connection: world.key.clone() }).await).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_can_declare_a_sale_whose_connection_was_removed() {
    let world = alone().await;
    let sale = world.sell(LOST_AFTER, "50").await;
    assert_verdict(&look(&world, &sale).await, true);
    remove(&world).await;
    let request = ForSale { environment: world.setup.environment, sale: sale.id.clone() };
    let code = world.shown(world.till().gather_evidence(request).await).unwrap_err().code;
    assert_eq!(code, ErrorCode::ConnectionGone, "the sale is here, its float is out of reach");
    let earlier = world.window.events().len();
    let said = world.say(&sale, Some(true), None, "the customer showed the message").await.unwrap();
    assert_eq!((said.state, said.said.unwrap().arrived), (SaleStateView::Said, Some(true)));
    let reported = |event: &Event| matches!(event, Event::SaleChanged { sale: other } if other.id == sale.id && other.state == SaleStateView::Said);
    world.window.wait_after(earlier, "what was said", reported).await;
    assert_eq!(world.sale(&sale.id).await.sale.state, SaleStateView::Said);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_connections_contradiction_is_shown_on_the_floats_other() {
    let mut world = alone().await;
    let second = with_a_second_counter(&mut world).await;
    let sale = world.sell(LOST_AFTER, "50").await;
    assert_verdict(&look(&world, &sale).await, true);
    remove(&world).await;
    let gone = std::mem::replace(&mut world.key, second);
    others_move(&world, -7);
    world.float().await.unwrap();
    let opened = world.sale(&sale.id).await.sale;
    assert_eq!(opened.state, Reopened);
    assert!(alerts(&world).await.contains(&AlertKind::Reopened), "an alert is shown");
    let request = SeeNotices { connection: gone, notices: vec![opened.notice.expect("nobody looked yet")] };
    world.shown(world.till().see_notices(request).await).unwrap();
    assert!(!alerts(&world).await.contains(&AlertKind::Reopened), "it was seen from the sale itself");
    assert_eq!(world.sale(&sale.id).await.sale.notice, None);
    world.close().await;
}
