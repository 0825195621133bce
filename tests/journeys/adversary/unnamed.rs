//! A service that does not say whose sign-in it is: a sale of such a sign-in moves the float of the account that the
//! service named before.
//!
//! The account is then known by the user name alone. A doubt from before must not take the sale's charge for its own.

use airtill_practice::{Endpoint, Fault};

use super::two_connections::second_counter;
use super::*;

fn names_nobody(world: &World) {
    world.service().set_fault(Endpoint::User, Fault::status(502, "text/html", "bad gateway").standing());
}

/// A sale that is charged while the service names nobody.
async fn sell_unnamed(world: &World) {
    assert_eq!(world.sell(&number(5), "50").await.state, SaleStateView::Confirmed);
    let SessionView::SignedIn { person, .. } = world.card().await.session else { panic!("somebody is signed in") };
    assert!(person.is_none_or(|person| person.id.is_empty()), "nobody was named");
}

/// The service names people again, and is asked to.
fn names_everybody(world: &World) {
    world.service().clear_faults();
    world.clock.advance(Duration::from_secs(61));
}

#[tokio::test(flavor = "multi_thread")]
async fn e04_a_sale_of_an_unnamed_sign_in_proves_nothing_of_a_doubt() {
    for restarts in [false, true] {
        let mut world = alone().await;
        let doubt = world.sell(LOST_BEFORE, "50").await;
        names_nobody(&world);
        world.sign_in().await.unwrap();
        sell_unnamed(&world).await;
        if restarts {
            world.restart().await;
        }
        names_everybody(&world);
        let doubt = look_at_rest(&world, &doubt).await;
        assert_verdict(&doubt, false);
        assert_eq!((alerts(&world).await, float_use(&world).await.judges), (vec![], JudgesView::Alone));
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e04_an_unnamed_sale_on_one_proves_nothing_of_a_doubt_on_the_other() {
    let mut world = alone().await;
    let doubt = world.sell(LOST_BEFORE, "50").await;
    names_nobody(&world);
    let second = second_counter(&mut world).await;
    let first = std::mem::replace(&mut world.key, second);
    sell_unnamed(&world).await;
    world.key = first;
    names_everybody(&world);
    let doubt = look_at_rest(&world, &doubt).await;
    assert_verdict(&doubt, false);
    assert_eq!((alerts(&world).await, float_use(&world).await.judges), (vec![], JudgesView::Alone));
    world.close().await;
}
