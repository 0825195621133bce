//! Tokens that end all the time: nobody notices, whatever is asked of the service meanwhile.
//!
//! The service counts the token requests in the life of each token, by the clock of the journey.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::esim::{Options, Pace, RefreshTokens, Trouble};
use airtill_tests::world::Shop;
use tokio::task::JoinSet;

const BUYER: &str = "8944474000000000008";
/// The life of a token at the service.
const LIFE: Duration = Duration::from_secs(10);
/// Look-ups come in rounds, all of a round at once.
const ROUNDS: usize = 20;
const AT_ONCE: usize = 10;
const APART: Duration = Duration::from_millis(1_700);

/// One look-up: of a SIM, of subscriptions, or of a customer.
async fn look_up(till: airtill_app::Till, connection: ConnectionKey, turn: usize) -> Result<(), ErrorCode> {
    let looked = match turn % 3 {
        0 => till.look_up_sim(ForSim { connection, iccid: BUYER.to_owned() }).await.map(drop),
        1 => {
            let none = String::new;
            let (customer, iccid, product, after, before) = (none(), none(), none(), none(), none());
            let search = SearchSubscriptions { connection, customer, iccid, product, after, before, page: None };
            till.search_subscriptions(search).await.map(drop)
        }
        _ => {
            let email = "buyer@practice".to_owned();
            till.look_up_customer(LookUpCustomer { connection, email }).await.map(drop)
        }
    };
    looked.map_err(|error| error.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_two_hundred_look_ups_outlive_tokens_of_ten_seconds() {
    for refresh_tokens in [RefreshTokens::Given, RefreshTokens::Absent] {
        let pace = Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO };
        let options = Options { refresh_tokens, access_token_lifetime: LIFE, pace, ..Options::default() };
        let shop = Shop::with(options, vec![Duration::from_secs(60 * 60)]).await;
        for round in 0..ROUNDS {
            let mut look_ups = JoinSet::new();
            for turn in 0..AT_ONCE {
                look_ups.spawn(look_up(shop.world.till().clone(), shop.reseller.key.clone(), turn));
            }
            let ends = look_ups.join_all().await;
            assert!(ends.iter().all(Result::is_ok), "round {round}: {ends:?}");
            // In the middle of a sale nobody notices either: it is turned away nowhere.
            if round % 5 == 3 {
                let sale = shop.sell(&format!("customer{round}@shop.example")).await;
                assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Confirmed);
                let kinds: Vec<_> = shop.detail(&sale).await.timeline.iter().map(|entry| entry.kind).collect();
                assert!(!kinds.contains(&EntryKind::TurnedAway), "{kinds:?}");
            }
            shop.world.clock.advance(APART);
        }
        let issued = shop.service.issued();
        let lives: Vec<_> = issued.iter().map(|token| (token.at, token.requests_in_its_life)).collect();
        assert!(lives.iter().all(|(_, requests)| *requests <= 1), "one request for each life: {lives:?}");
        let whole = APART * u32::try_from(ROUNDS).unwrap();
        assert!(lives.len() > usize::try_from(whole.as_secs() / LIFE.as_secs()).unwrap(), "they do end: {lives:?}");
        shop.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_client_that_was_turned_away_sells_again_without_a_person() {
    let shop = Shop::open().await;
    let (till, key) = (shop.world.till(), shop.reseller.key.clone());
    let looks = || look_up(till.clone(), key.clone(), 0);
    for trouble in [Trouble::Unauthorised, Trouble::EmptyUnauthorised] {
        shop.service.set_trouble(trouble, Some(2));
        assert_eq!(looks().await, Err(ErrorCode::TurnedDown), "{trouble:?}");
        let card = shop.reseller.card(&shop.world).await;
        assert!(matches!(card.session, SessionView::SignedIn { .. }), "{trouble:?}: {:?}", card.session);
        shop.world.clock.advance(Duration::from_secs(60));
        assert_eq!(looks().await, Ok(()), "{trouble:?}");
        let confirmation = shop.confirm(shop.order("amal@shop.example").await).await;
        shop.service.set_trouble(trouble, Some(2));
        let sale = shop.send_with(&confirmation.intent, Some("again"), Vec::new()).await.unwrap();
        assert_eq!(sale.state, SaleStateView::Declined, "{trouble:?}");
        shop.world.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(shop.sell("amal@shop.example").await.state, SaleStateView::Accepted);
    shop.close().await;
}
