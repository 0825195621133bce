//! The two public states of 21 Systems' document: with a server of either one, the till sells and reads the float.
//!
//! The float's path is found by a `GET`, remembered for the connection, and found anew when it has moved. A sale is
//! sent once in either state, and an unknown float is not asked for again.

use airtill_contract::{EnvironmentView, ErrorCode, SaleStateView};
use airtill_practice::{Cut, Edition, Effect, Endpoint, Fault, Options, troubles};
use airtill_tests::world::{Setup, World, number};

const OLD: &str = "/airtime/api/subscriber/balance";
const NEW: &str = "/airtime/api/subscriber/balancev2";

async fn world(environment: EnvironmentView, edition: Edition) -> World {
    let setup = Setup { environment, ..Setup::default() };
    World::with(Setup { options: Options { edition, ..setup.options }, service_remembers: true, ..setup }).await
}

/// The requests at the float's two paths since there were `before` of them.
fn asked(world: &World, before: usize) -> Vec<String> {
    let floats = world.service().hits().into_iter().filter(|hit| hit.endpoint == Endpoint::Balance);
    floats.skip(before).map(|hit| hit.target).collect()
}

/// Reads the float, and returns the paths that were asked.
async fn read(world: &World) -> Vec<String> {
    let before = world.hits(Endpoint::Balance);
    world.float().await.expect("the float can be read");
    asked(world, before)
}

/// A number with this trouble.
fn troubled(code: &str) -> String {
    troubles().iter().find(|trouble| trouble.code == code).expect("a practice number").example()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_sells_and_doubts_are_settled_in_either_state_of_the_document() {
    for environment in [EnvironmentView::Test, EnvironmentView::Practice] {
        for (edition, path) in [(Edition::Of2021, NEW), (Edition::Of2020, OLD)] {
            let world = world(environment, edition).await;
            world.float().await.expect("the float can be read");
            let before = world.hits(Endpoint::Balance);
            let sale = world.sell(&number(1), "60").await;
            assert_eq!(
                (sale.state, sale.float_after.unwrap().amount.as_str()),
                (SaleStateView::Confirmed, "4940.00"),
                "{edition:?}"
            );
            assert_eq!(
                world.sell(&troubled("charged_topup"), "60").await.state,
                SaleStateView::DeclinedButCharged,
                "the float is read as evidence"
            );
            let lost = world.sell(&troubled("lost_after_charge"), "60").await;
            assert_eq!(world.gather_later(&lost).await.state, SaleStateView::Charged, "{edition:?}");
            assert_eq!(
                world.sell(&troubled("accepted_amount"), "60").await.state,
                SaleStateView::Accepted,
                "{edition:?}"
            );
            let paths = asked(&world, before);
            assert!(paths.len() >= 2 && paths.iter().all(|asked| asked == path), "{edition:?}: {paths:?}");
            for hit in world.service().hits().iter().filter(|hit| hit.endpoint == Endpoint::TopUp) {
                assert!(
                    hit.body.ends_with(r#","amount":60,"currency":"SSP","carrier":"mtn"}"#),
                    "{edition:?}: {}",
                    hit.body
                );
            }
            assert_eq!(world.hits(Endpoint::TopUp), 4, "{edition:?}: each sale is one request");
            world.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_path_that_worked_is_remembered_over_a_restart_of_both() {
    let mut world = world(EnvironmentView::Test, Edition::Of2020).await;
    assert_eq!(read(&world).await, [OLD]);
    world.cut_off().await;
    world.bring_back().await;
    world.restart().await;
    read(&world).await;
    let since = asked(&world, 0);
    assert!(since.iter().all(|path| path == OLD), "the search is not made again: {since:?}");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_moves_while_the_till_runs_is_found_anew_each_time() {
    let mut world = world(EnvironmentView::Test, Edition::Of2021).await;
    assert_eq!(read(&world).await, [NEW]);
    for (edition, search, found) in
        [(Edition::Of2020, [NEW, OLD], OLD), (Edition::Of2021, [OLD, NEW], NEW), (Edition::Of2020, [NEW, OLD], OLD)]
    {
        world.service().follow(edition);
        assert_eq!(read(&world).await, search, "{edition:?}: found");
        assert_eq!(read(&world).await, [found], "{edition:?}: remembered");
    }
    // Moved while the till is closed, after it had moved before.
    world.shut().await;
    world.service().follow(Edition::Of2021);
    world.clock.boot();
    world.open().await.expect("the lock ended with its owner");
    read(&world).await;
    assert_eq!(read(&world).await, [NEW]);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_in_the_middle_of_a_sale_neither_repeats_nor_loses_it() {
    let world = world(EnvironmentView::Test, Edition::Of2021).await;
    // The cost of a sale is learnt from a confirmed one.
    world.sell(&number(1), "60").await;
    let (_, selling, gate) = world.sell_behind_a_gate(&troubled("charged_topup"), "60").await;
    world.service().follow(Edition::Of2020);
    let before = world.hits(Endpoint::Balance);
    gate.open();
    let sale = selling.await.expect("no panic").expect("an outcome");
    assert_eq!(sale.state, SaleStateView::DeclinedButCharged, "the float was found at its other path");
    assert_eq!(asked(&world, before), [NEW, OLD]);
    assert_eq!(world.hits(Endpoint::TopUp), 2, "each sale is one request");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_nothing_of_the_search_is_asked_again_after_an_unknown_outcome() {
    let world = world(EnvironmentView::Test, Edition::Of2020).await;
    // Learnt: the path of 2020. Each row is the fate of one reading's requests; then how often the float was asked for,
    // and whether the service's own refusal is shown.
    let router = || Fault::status(404, "text/html", "<html>404</html>");
    let unknown = || Fault::status(404, "text/plain; charset=utf-8", r#"{"Error":true,"Message":"Account not found"}"#);
    for (faults, times, refused) in [
        (vec![Fault::before(Effect::Reset(Cut::Start))], 1, false),
        (vec![Fault::status(503, "", "")], 1, false),
        (vec![unknown()], 1, true),
        (vec![router(), Fault::before(Effect::Reset(Cut::Start))], 2, false),
        (vec![router(), Fault::after(Effect::Close(Cut::Middle))], 2, false),
        (vec![router(), unknown()], 2, true),
    ] {
        let shown = format!("{faults:?}");
        for fault in faults {
            world.service().set_fault(Endpoint::Balance, fault);
        }
        let before = world.hits(Endpoint::Balance);
        let fault = world.float().await.expect_err("the float cannot be read");
        assert_eq!((asked(&world, before).len(), fault.code == ErrorCode::Denied), (times, refused), "{shown}");
        world.service().clear_faults();
        assert_eq!(read(&world).await, [OLD], "what failed has taught nothing: {shown}");
    }
    assert_eq!(world.hits(Endpoint::TopUp), 0);
    world.close().await;
}
