//! A connection whose file the disk neither changes nor removes: it stays in use as it was.
//!
//! A folder stands in the place of the file, which no access right is needed for.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use airtill_app::TillError;
use airtill_contract::*;
use airtill_practice::esim::{Options, Pace};
use airtill_tests::world::{ESIM_FILE, Reseller, Shop, World, number};

/// Puts a folder in the place of a connection's file. Its path and its text come back.
fn block(world: &World, id: &str) -> (PathBuf, String) {
    let path = world.data().join("connections").join("test").join(format!("{id}.airtill"));
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    (path, text)
}

fn unblock((path, text): (PathBuf, String)) {
    fs::remove_dir(&path).unwrap();
    fs::write(path, text).unwrap();
}

async fn remove(world: &World, key: &ConnectionKey) -> Result<Nothing, TillError> {
    world.shown(world.till().remove_connection(ForConnection { connection: key.clone() }).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn airtime_is_sold_on_where_its_file_cannot_be_changed() {
    let world = World::test().await;
    let file = block(&world, "desk");
    let renamed = world.connection_file().replace("Test desk", "Front desk");
    assert_eq!(world.import(&renamed).await.unwrap_err().code, ErrorCode::ReadOnly);
    assert_eq!(world.sell(&number(1), "5").await.state, SaleStateView::Confirmed);
    assert_eq!(remove(&world, &world.key).await.unwrap_err().code, ErrorCode::ReadOnly);
    assert_eq!(world.sell(&number(2), "5").await.state, SaleStateView::Confirmed);
    unblock(file);
    assert_eq!(world.import(&renamed).await.unwrap().name, "Front desk");
    assert_eq!(world.sell(&number(3), "5").await.state, SaleStateView::Confirmed);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_followed_and_made_where_their_file_cannot_be_changed() {
    let pace = Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO };
    let shop = Shop::with(Options { pace, ..Options::default() }, vec![Duration::from_secs(1)]).await;
    let ends = async |sale: &SaleView| {
        shop.world.clock.advance(Duration::from_secs(2));
        let ends = |now: &SaleView| now.id == sale.id && now.state == SaleStateView::Confirmed;
        let is_end = |event: &Event| matches!(event, Event::SaleChanged { sale } if ends(sale));
        shop.world.window.wait_for("the order ends", is_end).await;
    };
    let open = shop.sell("amal@shop.example").await;
    let file = block(&shop.world, "sims");
    let port = shop.service.address().port().to_string();
    let renamed = ESIM_FILE.replace("{port}", &port).replace("\"eSIMs\"", "\"Front desk\"");
    let import = async || Reseller::import(&shop.world, &renamed, None, None).await;
    assert_eq!(import().await.unwrap_err().code, ErrorCode::ReadOnly);
    ends(&open).await;
    assert_eq!(remove(&shop.world, &shop.reseller.key).await.unwrap_err().code, ErrorCode::ReadOnly);
    ends(&shop.sell("other@shop.example").await).await;
    unblock(file);
    assert_eq!(import().await.unwrap().name, "Front desk");
    ends(&shop.sell("third@shop.example").await).await;
    shop.close().await;
}
