//! The company's folder: the word of an administrator holds there without a question, and a notice says each flaw while
//! selling goes on.
//!
//! Every start reads the folder anew, and nothing else does. The folder's own rules are tested in `app`, `domain` and
//! `files`; here they meet a whole till.

use airtill_contract::*;
use airtill_practice::{Options, Practice, troubles};
use airtill_tests::world::{ESIM_FILE, Setup, World, number};

fn second() -> String {
    "format = 1\nid = \"second\"\nname = \"Second desk\"\napi = \"21-systems\"\nenvironment = \"test\"\n\
     base_address = \"http://127.0.0.1:9\"\nsign_in = [\"password\"]\n"
        .to_owned()
}

fn key_of(id: &str) -> ConnectionKey {
    ConnectionKey { environment: EnvironmentView::Test, id: id.to_owned() }
}

async fn nobody() -> World {
    World::with(Setup { signed_in: false, ..Setup::default() }).await
}

async fn start(world: &World) -> StartView {
    world.shown(world.till().start().await).unwrap()
}

async fn remove(world: &World, id: &str) -> Result<Nothing, ErrorCode> {
    let request = ForConnection { connection: key_of(id) };
    world.shown(world.till().remove_connection(request).await).map_err(|error| error.code)
}

fn card<'a>(start: &'a StartView, id: &str) -> Option<&'a ConnectionView> {
    start.connections.iter().find(|card| card.key == key_of(id))
}

/// The notices, without that of the clock: the one of these tests differs from the service's.
fn notices(start: &StartView) -> Vec<Notice> {
    start.notices.iter().filter(|notice| notice.code != NoticeCode::ClockDiffers).cloned().collect()
}

fn codes(start: &StartView) -> Vec<NoticeCode> {
    notices(start).iter().map(|notice| notice.code).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn c07_p05_a_connection_of_the_company_is_there_and_stays() {
    let mut world = nobody().await;
    world.company.put("connections/second.airtill", &second());
    assert_eq!(card(&start(&world).await, "second"), None, "a running till does not look");
    let first = world.restart().await;
    assert_eq!(card(&first, "second").map(|card| card.name.as_str()), Some("Second desk"));
    assert_eq!((first.of_company.as_slice(), codes(&first)), ([key_of("second")].as_slice(), vec![]));
    assert!(world.data().join("connections/test/second.airtill").is_file(), "it is stored as any other");

    assert_eq!(remove(&world, "second").await, Err(ErrorCode::SetByCompany));
    let another = second().replace("127.0.0.1:9", "127.0.0.1:10");
    let refused = world.shown(world.till().read_connection_file("mine.airtill", another.as_bytes()).await);
    let refused = refused.expect_err("the id is the company's");
    assert_eq!((refused.code, refused.detail.as_str()), (ErrorCode::SetByCompany, "Second desk"));
    // By double click, too.
    world.till().open_connection_file("clicked.airtill", another.as_bytes()).await;
    let clicked = start(&world).await;
    assert_eq!(clicked.refused_imports.iter().map(|one| one.error.code).collect::<Vec<_>>(), [ErrorCode::SetByCompany]);
    assert_eq!((clicked.pending_import, clicked.imports_behind), (None, 0));
    assert_eq!(world.import(&world.connection_file()).await.unwrap().name, "Test desk", "another id is the person's");
    assert_eq!(world.restart().await.connections.len(), 2);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p07_a_connection_whose_file_is_gone_is_the_persons_own() {
    let mut world = nobody().await;
    world.company.put("connections/second.airtill", &second());
    world.restart().await;
    world.company.take_away("connections/second.airtill");
    assert_eq!(remove(&world, "second").await, Err(ErrorCode::SetByCompany), "until the next start");
    let later = world.restart().await;
    assert!(card(&later, "second").is_some() && later.of_company.is_empty());
    assert!(codes(&later).is_empty(), "{:?}", later.notices);
    assert_eq!(remove(&world, "second").await, Ok(Nothing {}));
    assert_eq!(card(&world.restart().await, "second"), None);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p05_a_changed_connection_of_the_company_is_taken_as_an_import_is() {
    let mut world = World::test().await;
    let file = world.connection_file();
    world.company.put("connections/desk.airtill", &file.replace("Test desk", "Front desk"));
    let renamed = world.restart().await;
    let desk = card(&renamed, "desk").expect("it is there");
    assert_eq!((desk.name.as_str(), renamed.of_company.len()), ("Front desk", 1));
    world.float().await.expect("a new name keeps the sign-in");

    let other = Practice::start(Options { clock: world.clock.elsewhere(), ..Options::default() }).await.unwrap();
    let moved = file.replace(&format!("http://127.0.0.1:{}", world.setup.options.port), &other.base_address());
    assert_ne!(moved, file);
    world.company.put("connections/desk.airtill", &moved);
    let start = world.restart().await;
    let desk = card(&start, "desk").expect("it is there");
    assert_eq!((&desk.session, codes(&start)), (&SessionView::SignedOut, vec![]), "its secrets went");
    assert_eq!(world.stored_refresh_token().await, None);
    assert!(other.hits().is_empty(), "the new address never saw one");
    other.stop().await;
    world.company.put("connections/desk.airtill", &file);
    world.restart().await;
    world.sign_in().await.expect("with the password");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p05_a_move_of_the_company_waits_for_sales_in_doubt_and_is_said() {
    let mut world = World::test().await;
    world.sell(&number(1), "20").await;
    let lost = troubles().iter().find(|trouble| trouble.code == "lost_before_charge").unwrap();
    let sale = world.sell(&lost.example(), "60").await;
    assert_eq!(sale.state, SaleStateView::InDoubt);
    let file = world.connection_file();
    let here = format!("http://127.0.0.1:{}", world.setup.options.port);
    world.company.put("connections/desk.airtill", &file.replace(&here, "http://127.0.0.1:9"));
    let start = world.restart().await;
    let desk = card(&start, "desk").expect("it is there");
    assert_eq!((&desk.base_address, desk.open_doubts), (&format!("{here}/"), 1), "as it was");
    let said = Notice { code: NoticeCode::CompanyConnectionInDoubt, detail: "Test desk".to_owned() };
    assert!(start.notices.contains(&said), "{:?}", start.notices);
    world.sell(&number(2), "20").await;
    assert_eq!(world.gather_later(&sale).await.state, SaleStateView::NotCharged);
    let start = world.restart().await;
    assert_eq!(card(&start, "desk").map(|desk| desk.base_address.as_str()), Some("http://127.0.0.1:9/"));
    assert!(!codes(&start).contains(&NoticeCode::CompanyConnectionInDoubt));
    world.company.put("connections/desk.airtill", &file);
    world.restart().await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p02_a_folder_that_others_can_write_is_ignored_and_said_once() {
    let mut world = World::test().await;
    world.company.put("connections/second.airtill", &second());
    world.company.put("policy.toml", "format = 1\n[limits]\nper_sale = [\"1 SSP\"]\n");
    world.company.let_everybody_write("");
    let start = world.restart().await;
    assert_eq!((card(&start, "second"), start.of_company.len()), (None, 0));
    let detail = world.company.at("").components().as_path().display().to_string();
    assert_eq!(notices(&start), [Notice { code: NoticeCode::CompanyFolderWritable, detail }]);
    world.sell(&number(1), "5").await;
    // The administrator closes it.
    world.company.put("policy.toml", "format = 1\n");
    let start = world.restart().await;
    assert_eq!((start.of_company.len(), codes(&start)), (1, vec![]));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p04_a_broken_policy_is_said_with_its_line_and_the_till_sells() {
    let mut world = World::test().await;
    world.company.put("connections/second.airtill", &second());
    world.company.put("policy.toml", "format = 1\n\n[limits]\nper_sale = [\"1 SSP\"]\nper_month = [\"9 SSP\"]\n");
    let start = world.restart().await;
    let said = notices(&start);
    let [Notice { code: NoticeCode::CompanyPolicyBroken, detail }] = said.as_slice() else { panic!("{said:?}") };
    assert!(detail.contains("policy.toml: line 5: ") && detail.contains("per_month"), "{detail}");
    assert!(card(&start, "second").is_some(), "the connections count all the same");
    world.sell(&number(1), "5").await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p05_a_connection_that_the_disk_does_not_take_is_said() {
    let mut world = nobody().await;
    world.company.put("connections/a.airtill", "format = 1\n");
    world.company.put("connections/second.airtill", &second());
    // Where its file would be stored the disk takes none.
    let stored = world.data().join("connections/test/second.airtill");
    std::fs::create_dir(&stored).unwrap();
    let start = world.restart().await;
    assert_eq!((card(&start, "second"), card(&start, "desk").is_some()), (None, true));
    let said = |code| start.notices.iter().any(|notice| notice.code == code);
    assert!(said(NoticeCode::CompanyConnectionNotTaken), "{:?}", start.notices);
    assert!(said(NoticeCode::CompanyConnectionUnreadable), "{:?}", start.notices);
    std::fs::remove_dir(&stored).unwrap();
    assert!(card(&world.restart().await, "second").is_some());
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p01_p03_limits_of_the_companys_folder_hold_from_the_next_start() {
    let mut world = World::test().await;
    world.company.put("policy.toml", "format = 1\n[limits]\nper_sale = [\"10 SSP\"]\n");
    world.sell(&number(1), "20").await;
    assert!(codes(&world.restart().await).is_empty());
    let over = world.prepare(&number(2), "20").await.expect_err("more than the company allows");
    assert_eq!(over.code, ErrorCode::OverSaleLimit);
    world.sell(&number(2), "10").await;
    world.company.take_away("policy.toml");
    world.restart().await;
    world.sell(&number(3), "20").await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p05_a_client_id_of_the_companys_file_stays_as_it_is() {
    let mut world = nobody().await;
    // Nothing listens there: the given secret is stored all the same.
    let file = ESIM_FILE.replace("{port}", "9");
    world.company.put("connections/sims.airtill", &file);
    world.restart().await;
    world.secrets.lock().unwrap().push("canary-of-the-client".to_owned());
    let sign_in = async |world: &World, id: &str| {
        let secret = Some(InwardSecret("canary-of-the-client".to_owned()));
        let request = SignInAsClient { connection: key_of("sims"), client_id: id.to_owned(), secret };
        world.shown(world.till().sign_in_as_client(request).await).expect_err("nobody listens").code
    };
    assert_eq!(sign_in(&world, "reseller").await, ErrorCode::Offline);
    let id_of = |start: &StartView| card(start, "sims").and_then(|card| card.client_id.clone());
    assert_eq!(id_of(&world.restart().await).as_deref(), Some("reseller"), "the file leaves it open");
    world.company.put("connections/sims.airtill", &format!("{file}[oauth]\nclient_id = \"chain\"\n"));
    assert_eq!(id_of(&world.restart().await).as_deref(), Some("chain"));
    assert_eq!(sign_in(&world, "reseller").await, ErrorCode::SetByCompany);
    assert_eq!(id_of(&start(&world).await).as_deref(), Some("chain"));
    assert_eq!(sign_in(&world, "chain").await, ErrorCode::Offline, "a secret is the till's to be given");
    world.close().await;
}
