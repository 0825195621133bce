//! When the disk fails: a clear code, no request without a written entry, nothing lost.
//!
//! A disk is filled for one process alone, by its limit on the size of files, while the practice service holds the
//! answer.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use airtill_contract::{ErrorCode, NoticeCode, SaleStateView};
use airtill_practice::esim::Trouble;
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::world::{Commanded, Ending, Shop, World, number};
use rustix::process::{Pid, Resource, Rlimit};

use super::damaged::{change_all, change_number};

const HEADLESS: &str = env!("CARGO_BIN_EXE_headless");

/// A headless till on the folder of `world` that gets a full disk where others are killed.
pub fn start(world: &World) -> Commanded {
    start_under(world, &[])
}

/// A headless till that [`fill`] can give a full disk, with these names and values in its environment.
fn start_under(world: &World, environment: &[(&str, &str)]) -> Commanded {
    started(world, "unlimited", environment)
}

/// A headless till none of whose files may pass `most` blocks of 512 bytes.
fn started(world: &World, most: &str, environment: &[(&str, &str)]) -> Commanded {
    let command = world.headless(Path::new(HEADLESS), &Ending::Whole, &["-".to_owned()]);
    let mut patient = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -S -f {most}; exec \"$0\" \"$@\"");
    patient.args(["-c", &script]).arg(command.get_program()).args(command.get_args());
    patient.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    patient.envs(environment.iter().copied());
    Commanded::start(patient)
}

/// Fills the disk of one process, or frees it.
pub fn fill(till: &Commanded, full: bool) {
    let limit = Rlimit { current: full.then_some(0), maximum: None };
    let pid = i32::try_from(till.child.id()).ok().and_then(Pid::from_raw);
    rustix::process::prlimit(pid, Resource::Fsize, limit).expect("the limit of our own child");
}

/// A world with an earlier sale, at a headless till.
pub async fn begin() -> (World, Commanded) {
    let mut world = World::test().await;
    world.sell(&number(1), "20").await;
    world.shut().await;
    let mut till = start(&world);
    assert_eq!(till.ask("float"), "float 4980.00");
    (world, till)
}

/// Reads the next answer of a till, which may take a while.
pub async fn hear(mut till: Commanded) -> (Commanded, String) {
    tokio::task::spawn_blocking(move || {
        let said = till.hear();
        (till, said)
    })
    .await
    .unwrap()
}

pub async fn after(mut world: World, till: Commanded) -> World {
    assert!(till.end().success());
    world.let_go().await;
    world.open().await.unwrap();
    world
}

/// A shop whose service took an order while the disk of its headless till was full; it has room again.
pub async fn ordered_meanwhile() -> (Shop, Commanded) {
    let mut shop = Shop::open().await;
    shop.world.shut().await;
    let mut till = start(&shop.world);
    let gate = Gate::new();
    shop.service.set_fault(Endpoint::EsimOrders, Fault::after(Effect::Wait(gate.clone())));
    till.tell("order:buyer@practice");
    gate.reached(1).await;
    fill(&till, true);
    gate.open();
    let (till, reported) = hear(till).await;
    assert_eq!(reported, "fault OutcomeNotWritten Unknown");
    fill(&till, false);
    (shop, till)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_before_the_intent_sends_nothing_and_says_so() {
    let (world, mut till) = begin().await;
    let sent = world.hits(Endpoint::TopUp);
    fill(&till, true);
    assert_eq!(till.ask(&format!("sell:{}:60", number(2))), "fault DiskFull No");
    assert_eq!(world.hits(Endpoint::TopUp), sent);
    fill(&till, false);
    assert_eq!(till.ask(&format!("sell:{}:60", number(2))), "sold Confirmed", "room on the disk is all that it takes");
    let world = after(world, till).await;
    assert_eq!(world.sales().await.len(), 2);
    world.close().await;
}

/// Sells, and fills the disk while the service holds its answer at `endpoint`.
pub async fn full_meanwhile(
    world: &World,
    mut till: Commanded,
    endpoint: Endpoint,
    order: &str,
) -> (Commanded, String) {
    let gate = Gate::new();
    world.service().set_fault(endpoint, Fault::after(Effect::Wait(gate.clone())));
    till.tell(&format!("sell:{order}"));
    gate.reached(1).await;
    fill(&till, true);
    gate.open();
    hear(till).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_full_after_the_answer_is_shown_and_the_outcome_written_later() {
    for (order, said, state) in [
        (format!("{}:60", number(2)), "fault OutcomeNotWritten Yes", SaleStateView::Confirmed),
        ("211922209011:60".to_owned(), "fault OutcomeNotWritten Yes", SaleStateView::Accepted),
        ("211922209403:60".to_owned(), "fault OutcomeNotWritten No", SaleStateView::Declined),
        ("211922209113:60".to_owned(), "fault OutcomeNotWritten Unknown", SaleStateView::DeclinedButCharged),
    ] {
        let (world, till) = begin().await;
        let (mut till, reported) = full_meanwhile(&world, till, Endpoint::TopUp, &order).await;
        assert_eq!(reported, said, "{order}");
        assert!(till.ask(&format!("sell:{}:1", number(3))).starts_with("fault"), "nothing is sold on top of it");
        fill(&till, false);
        till.ask("float");
        let world = after(world, till).await;
        assert_eq!(world.sales().await[0].state, state, "{order}");
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_accepted_on_a_full_disk_is_followed_in_the_same_run() {
    let (mut shop, mut till) = ordered_meanwhile().await;
    till.tell("follow");
    let (till, said) = hear(till).await;
    assert_eq!(said, "followed", "nobody has to do anything for it");
    assert!(till.end().success());
    shop.world.let_go().await;
    assert!(shop.service.hits_on(Endpoint::EsimOrder) > 0);
    shop.world.open().await.unwrap();
    assert_eq!(shop.world.sales().await[0].state, SaleStateView::Confirmed);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_held_in_memory_is_written_as_soon_as_the_disk_has_room() {
    let (mut world, till) = begin().await;
    let (mut till, reported) = full_meanwhile(&world, till, Endpoint::TopUp, &format!("{}:60", number(2))).await;
    assert_eq!(reported, "fault OutcomeNotWritten Yes");
    fill(&till, false);
    till.tell("written");
    let (mut till, said) = hear(till).await;
    assert_eq!(said, "written", "nobody has to do anything for it");
    till.child.kill().unwrap();
    till.end();
    world.let_go().await;
    world.open().await.unwrap();
    assert_eq!(world.sales().await[0].state, SaleStateView::Confirmed, "a crash loses nothing then");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_held_in_memory_by_a_full_disk_is_in_doubt_after_a_crash() {
    let (mut world, till) = begin().await;
    let (mut till, reported) = full_meanwhile(&world, till, Endpoint::TopUp, &format!("{}:60", number(2))).await;
    assert_eq!(reported, "fault OutcomeNotWritten Yes");
    till.child.kill().unwrap();
    till.end();
    world.let_go().await;
    world.open().await.unwrap();
    world.float().await.unwrap();
    let sale = world.sale(&world.sales().await[0].id).await.sale;
    assert_eq!(
        (sale.state, sale.doubt),
        (SaleStateView::Charged, Some(airtill_contract::DoubtCause::Interrupted)),
        "the float tells"
    );
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_turned_away_on_a_full_disk_is_not_called_unsent() {
    // The disk fills up while 401 is answered, or while the sign-in is renewed for the second attempt.
    for endpoint in [Endpoint::TopUp, Endpoint::Token] {
        let (world, till) = begin().await;
        let (mut till, reported) = full_meanwhile(&world, till, endpoint, "211922209401:60").await;
        assert_eq!(reported, "fault OutcomeNotWritten No", "{endpoint:?}");
        fill(&till, false);
        assert_eq!(till.ask(&format!("sell:{}:1", number(3))), "sold Confirmed", "it delays no later sale");
        let world = after(world, till).await;
        assert_eq!(world.sales().await[1].state, SaleStateView::Declined);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_turned_away_on_a_full_disk_is_not_called_unsent() {
    for at_renewal in [false, true] {
        let mut shop = Shop::open().await;
        shop.world.shut().await;
        let mut till = start(&shop.world);
        let [order, renewal] = [Gate::new(), Gate::new()];
        shop.service.set_fault(Endpoint::EsimOrders, Fault::before(Effect::Wait(order.clone())));
        till.tell("order:buyer@practice");
        order.reached(1).await;
        shop.service.set_trouble(Trouble::Unauthorised, Some(1));
        if at_renewal {
            shop.service.set_fault(Endpoint::KeycloakToken, Fault::before(Effect::Wait(renewal.clone())));
            order.open();
            renewal.reached(1).await;
        }
        fill(&till, true);
        [order, renewal].iter().for_each(Gate::open);
        let (mut till, reported) = hear(till).await;
        assert_eq!(reported, "fault OutcomeNotWritten No", "at renewal: {at_renewal}");
        fill(&till, false);
        assert!(till.ask("order:other@shop.example").starts_with("ordered"), "it delays no later order");
        assert!(till.end().success());
        shop.world.let_go().await;
        shop.world.open().await.unwrap();
        assert_eq!(shop.world.sales().await[1].state, SaleStateView::Declined);
        shop.close().await;
    }
}

/// Room for the files of a till, for the index of a log, and for few pages in the log: less than all that is derived.
const LITTLE: &str = "128";

#[tokio::test(flavor = "multi_thread")]
async fn lists_that_a_full_disk_keeps_from_being_made_anew_are_made_later() {
    let mut world = World::test().await;
    world.sell(&number(1), "20").await;
    world.shut().await;
    change_number(&world, &number(1), |before| before != b'"');
    world.open().await.unwrap();
    assert_eq!(world.try_sell(&number(2), "5").await.expect_err("refused").code, ErrorCode::LedgerIndexBroken);
    world.shut().await;
    let sent = world.hits(Endpoint::TopUp);
    for _ in 0..2 {
        let mut till = started(&world, LITTLE, &[]);
        assert_eq!(till.ask(&format!("sell:{}:5", number(2))), "fault LedgerIndexBroken No");
        assert_eq!(till.ask("notices"), "notices FolderUnwritable LedgerIndexBroken", "the lists, and why");
        assert_eq!(till.ask("sales"), "sales 1", "what was sold can still be read");
        till.end();
        world.let_go().await;
    }
    assert_eq!(world.hits(Endpoint::TopUp), sent);
    world.open().await.unwrap();
    let start = world.shown(world.till().start().await).unwrap();
    assert!(start.notices.iter().all(|notice| notice.code == NoticeCode::ClockDiffers), "{:?}", start.notices);
    assert_eq!(world.sell(&number(2), "5").await.state, SaleStateView::Confirmed);
    assert_eq!(world.sales().await.len(), 2, "nothing was lost");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_sale_that_cannot_be_read_for_want_of_room_names_the_disk() {
    let mut world = World::test().await;
    let doubt = world.sell("211921209602", "60").await;
    assert_eq!(doubt.state, SaleStateView::InDoubt);
    world.shut().await;
    change_all(&world, b"\"state\":\"in_doubt\"", b"\"state\":\"in_dou?t\"", |_| true);
    let mut till = started(&world, LITTLE, &[]);
    assert_eq!(till.ask(&format!("sell:{}:5", number(2))), "refused DiskFull No");
    assert_eq!(till.ask("notices"), "notices FolderUnwritable");
    till.end();
    world.let_go().await;
    world.open().await.unwrap();
    let sales = world.sales().await;
    assert!(sales.iter().any(|sale| sale.id == doubt.id && sale.state == SaleStateView::InDoubt), "{sales:?}");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_is_shown_in_one_sentence() {
    let mut world = World::test().await;
    world.shut().await;
    fn each(path: &Path, mode: u32, files: u32) {
        for entry in fs::read_dir(path).unwrap().flatten() {
            if entry.path().is_dir() {
                each(&entry.path(), mode, files)
            } else {
                fs::set_permissions(entry.path(), fs::Permissions::from_mode(files)).unwrap()
            }
        }
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    each(&world.data(), 0o555, 0o444);
    fs::set_permissions(world.outside(), fs::Permissions::from_mode(0o755)).unwrap();
    let command = world.headless(Path::new(HEADLESS), &Ending::Whole, &["float".to_owned()]);
    // Access rights do not stop root.
    let mut plain = if rustix::process::getuid().is_root() {
        let mut other = Command::new("setpriv");
        other
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(command.get_program())
            .args(command.get_args());
        other
    } else {
        let mut same = Command::new(command.get_program());
        same.args(command.get_args());
        same
    };
    let output = plain.output().unwrap();
    each(&world.data(), 0o700, 0o600);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.starts_with("closed Airtill cannot write to its folder"),
        "{said:?} {:?}",
        String::from_utf8_lossy(&output.stderr)
    );
    world.open().await.unwrap();
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_copy_is_refused_with_a_sentence_and_disturbs_nothing() {
    let world = World::test().await;
    let (status, said) = world_of_another(&world).await;
    assert_eq!(status, Some(3));
    assert!(said.starts_with("closed Airtill is already running with the folder"), "{said}");
    assert_eq!(world.sell(&number(1), "5").await.state, SaleStateView::Confirmed);
    world.close().await;
}

async fn world_of_another(world: &World) -> (Option<i32>, String) {
    let mut command = world.headless(Path::new(HEADLESS), &Ending::Whole, &["float".to_owned()]);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_in_doubt_on_a_full_disk_is_looked_for_in_the_same_run() {
    let mut shop = Shop::open().await;
    shop.world.shut().await;
    let mut till = start_under(&shop.world, &[("AIRTILL_LOOKS_AFTER", "10")]);
    let gate = Gate::new();
    shop.service.set_fault(Endpoint::EsimOrders, Fault::before(Effect::Wait(gate.clone())));
    till.tell("order:lost-after@practice");
    gate.reached(1).await;
    fill(&till, true);
    gate.open();
    let (mut till, reported) = hear(till).await;
    assert_eq!(reported, "fault OutcomeNotWritten Unknown");
    shop.world.clock.advance(Duration::from_secs(60));
    fill(&till, false);
    till.tell("follow");
    let (mut till, said) = hear(till).await;
    assert_eq!(said, "followed", "its outcome is written by itself");
    till.tell("found");
    let (till, said) = hear(till).await;
    assert_eq!(said, "found", "and nobody has to look for it");
    assert!(till.end().success());
    shop.world.let_go().await;
    shop.world.open().await.unwrap();
    assert_eq!(shop.world.sales().await[0].state, SaleStateView::Charged);
    shop.close().await;
}
