//! Connection files on their way in, on disk and out again.
//!
//! Nothing is stored before a yes, and no secret follows an address: after a replacement in the window or an edit on
//! disk, the service at the new address never sees a secret of the old one.

use std::fs;
use std::path::PathBuf;

use airtill_contract::*;
use airtill_practice::{Options, Practice, troubles};
use airtill_tests::world::{Setup, World, number};

const ACCOUNTS: &str = "format = 1\nid = \"accounts\"\nname = \"Company accounts\"\napi = \"accounts-v1\"\nenvironment = \"test\"\n\
    base_address = \"https://accounts.example\"\nsign_in = [\"browser\"]\n\
    [oauth]\nclient_id = \"till\"\nauthorization_address = \"https://accounts.example/authorize\"\ntoken_address = \"https://login.example/token\"\n";

fn file(id: &str, name: &str, address: &str) -> String {
    format!(
        "format = 1\nid = \"{id}\"\nname = \"{name}\"\napi = \"21-systems\"\nenvironment = \"test\"\n\
         base_address = \"{address}\"\nsign_in = [\"password\"]\n"
    )
}

async fn nobody() -> World {
    World::with(Setup { signed_in: false, ..Setup::default() }).await
}

/// Another service of the same kind, at another address.
async fn another(world: &World) -> Practice {
    Practice::start(Options { clock: world.clock.elsewhere(), ..Options::default() }).await.unwrap()
}

async fn read(world: &World, text: &[u8]) -> Result<ImportPreview, airtill_app::TillError> {
    world.shown(world.till().read_connection_file("given.airtill", text).await)
}

async fn confirm(world: &World, token: &str, hosts: &[&str]) -> Result<ConnectionView, airtill_app::TillError> {
    let yes = ConfirmImport {
        token: token.to_owned(),
        confirmed_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        client_id: None,
        client_secret: None,
    };
    world.shown(world.till().confirm_import(yes).await)
}

async fn remove(world: &World) -> Result<Nothing, airtill_app::TillError> {
    world.shown(world.till().remove_connection(ForConnection { connection: world.key.clone() }).await)
}

fn folder(world: &World) -> PathBuf {
    world.data().join("connections").join("test")
}

fn files(world: &World) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder(world)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn ids(start: &StartView) -> Vec<&str> {
    start.connections.iter().map(|card| card.key.id.as_str()).collect()
}

fn is_signed_in(card: &ConnectionView) -> bool {
    matches!(card.session, SessionView::SignedIn { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn c07_a_file_is_shown_and_nothing_is_stored_before_the_yes() {
    let mut world = nobody().await;
    let text = file("second", "Second desk", "http://127.0.0.1:9");
    let preview = read(&world, text.as_bytes()).await.unwrap();
    assert_eq!(
        (preview.id.as_str(), preview.name.as_str(), preview.file_name.as_str()),
        ("second", "Second desk", "given.airtill")
    );
    assert_eq!((preview.host.as_str(), preview.base_address.as_str()), ("127.0.0.1:9", "http://127.0.0.1:9/"));
    assert_eq!((preview.environment, preview.sign_in), (EnvironmentView::Test, vec![SignInWay::Password]));
    assert!(preview.usable && !preview.replaces && !preview.forgets_sign_in && preview.other_hosts.is_empty());
    // By double click, too.
    world.till().open_connection_file("clicked.airtill", text.as_bytes()).await;
    world
        .window
        .wait_for("the file that was double-clicked", |event| matches!(event, Event::ImportRequested { .. }))
        .await;
    assert_eq!(files(&world), ["desk.airtill"]);

    let start = world.restart().await;
    assert_eq!((start.pending_import.clone(), start.imports_behind), (None, 0));
    assert_eq!(ids(&start), ["desk"]);
    assert!(start.pending_import.is_none());
    assert_eq!(confirm(&world, &preview.token, &[]).await.expect_err("of an earlier run").code, ErrorCode::NotFound);

    let preview = read(&world, text.as_bytes()).await.unwrap();
    confirm(&world, &preview.token, &[]).await.unwrap();
    assert_eq!(confirm(&world, &preview.token, &[]).await.expect_err("a yes is good once").code, ErrorCode::NotFound);
    assert_eq!(files(&world), ["desk.airtill", "second.airtill"]);
    let start = world.restart().await;
    assert_eq!(ids(&start).len(), 2);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c01_c02_c03_a_file_that_breaks_a_rule_is_refused_by_field() {
    let world = nobody().await;
    let good = file("second", "Second desk", "https://desk.example");
    let live = good.replace("\"test\"", "\"live\"");
    world.secrets.lock().unwrap().push("canary-in-a-file".to_owned());
    let long = format!("{good}# {}\n", "x".repeat(64 * 1024));
    for (what, text) in [
        ("a secret", format!("{good}password = \"canary-in-a-file\"\n")),
        ("a token", format!("{good}[oauth]\nrefresh_token = \"canary-in-a-file\"\n")),
        ("over 64 KiB", long),
        ("a newer format", good.replace("format = 1", "format = 2")),
        ("a path as its id", good.replace("second", "../second")),
        ("a device as its id", good.replace("second", "con")),
        ("practice", good.replace("\"test\"", "\"practice\"")),
        ("plain http elsewhere", good.replace("https://", "http://")),
        ("user information", good.replace("https://", "https://clerk:canary-in-a-file@")),
        ("a fragment", good.replace("desk.example", "desk.example/#x")),
        ("plain http on a live connection", live.replace("https://desk.example", "http://127.0.0.1:9")),
        ("a bare address on a live connection", live.replace("desk.example", "192.0.2.7")),
        (
            "an address that another field names",
            format!("{good}[oauth]\ntoken_address = \"https://other.example/token\"\n"),
        ),
        ("nothing", String::new()),
    ] {
        let refused = read(&world, text.as_bytes()).await.map(drop).expect_err(what);
        assert_eq!(refused.code, ErrorCode::BadConnectionFile, "{what}");
        assert!(!refused.detail.is_empty(), "{what}: the reason is shown");
    }
    assert_eq!(read(&world, b"\xff\xfe").await.expect_err("not text").code, ErrorCode::BadConnectionFile);
    assert_eq!(files(&world), ["desk.airtill"]);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_whose_ledger_cannot_be_opened_is_not_added() {
    let mut world = nobody().await;
    world.shut().await;
    let ledger = world.environment_folder().join("ledger.sqlite3");
    let kept = fs::read(&ledger).unwrap();
    let mut later = kept.clone();
    // The user version in the header of SQLite's file format.
    later[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&ledger, later).unwrap();
    world.open().await.unwrap();
    let token = read(&world, file("second", "Second desk", "http://127.0.0.1:9").as_bytes()).await.unwrap().token;
    assert_eq!(confirm(&world, &token, &[]).await.unwrap_err().code, ErrorCode::LedgerNewer);
    assert_eq!(files(&world), ["desk.airtill"]);
    assert_eq!(ids(&world.shown(world.till().start().await).unwrap()), ["desk"]);
    fs::write(&ledger, kept).unwrap();
    assert_eq!(confirm(&world, &token, &[]).await.unwrap().name, "Second desk", "the same yes may be said again");
    assert_eq!(files(&world), ["desk.airtill", "second.airtill"]);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c03_a_further_host_needs_a_yes_of_its_own() {
    let mut world = nobody().await;
    let preview = read(&world, ACCOUNTS.as_bytes()).await.unwrap();
    assert_eq!((preview.other_hosts.as_slice(), preview.usable), (["login.example".to_owned()].as_slice(), true));
    let too_few: [&[&str]; 3] = [&[], &["accounts.example"], &["LOGIN.EXAMPLE"]];
    for hosts in too_few {
        assert_eq!(
            confirm(&world, &preview.token, hosts).await.expect_err("not confirmed").code,
            ErrorCode::BadConnectionFile
        );
    }
    assert_eq!(files(&world), ["desk.airtill"]);
    assert!(confirm(&world, &preview.token, &["login.example"]).await.unwrap().usable);
    let start = world.restart().await;
    assert!(
        start.connections.iter().any(|card| card.key.id == "accounts" && card.usable && !card.sells),
        "kept, and nothing is sold there"
    );
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_could_not_be_carried_out_can_be_said_again() {
    let world = nobody().await;
    let preview = read(&world, ACCOUNTS.as_bytes()).await.unwrap();
    let yes = |secret: &str| ConfirmImport {
        token: preview.token.clone(),
        confirmed_hosts: preview.other_hosts.clone(),
        client_id: None,
        client_secret: Some(InwardSecret(secret.to_owned())),
    };
    assert_eq!(
        world.shown(world.till().confirm_import(yes("two\nlines")).await).expect_err("no secret").code,
        ErrorCode::BadRequest
    );
    assert_eq!(files(&world), ["desk.airtill"]);
    // The file that the disk refuses to write.
    let here = folder(&world).join("accounts.airtill");
    fs::create_dir(&here).unwrap();
    assert_ne!(
        world.shown(world.till().confirm_import(yes("a-secret-0b7d")).await).expect_err("no place").code,
        ErrorCode::NotFound
    );
    fs::remove_dir(&here).unwrap();
    world.secrets.lock().unwrap().push("a-secret-0b7d".to_owned());
    let card = world.shown(world.till().confirm_import(yes("a-secret-0b7d")).await).unwrap();
    assert_eq!(
        (card.client_secret, files(&world)),
        (Some(true), vec!["accounts.airtill".to_owned(), "desk.airtill".to_owned()])
    );
    assert_eq!(
        world.shown(world.till().confirm_import(yes("a-secret-0b7d")).await).expect_err("a yes is good once").code,
        ErrorCode::NotFound
    );
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c04_replacing_a_connection_by_another_address_forgets_its_sign_in() {
    let mut world = World::test().await;
    let other = another(&world).await;
    assert!(world.stored_refresh_token().await.is_some());
    let original = world.connection_file();
    let moved = file("desk", "Test desk", &other.base_address());
    let trick =
        format!("{moved}[oauth]\ntoken_address = \"http://127.0.0.1:{}/auth/token\"\n", world.setup.options.port);
    assert_eq!(
        read(&world, trick.as_bytes()).await.expect_err("names the old address").code,
        ErrorCode::BadConnectionFile
    );

    let preview = read(&world, moved.as_bytes()).await.unwrap();
    assert!(preview.replaces && preview.forgets_sign_in);
    assert!(is_signed_in(&world.card().await), "before the yes nothing changes");
    let before = world.service().hits().len();
    let card = confirm(&world, &preview.token, &[]).await.unwrap();
    assert_eq!((card.session, card.float), (SessionView::SignedOut, None));
    assert_eq!(world.float().await.expect_err("nobody is signed in there").code, ErrorCode::SignInAgain);
    assert_eq!(world.stored_refresh_token().await, None);
    world.restart().await;
    assert!(!is_signed_in(&world.card().await));

    // Going back to the old address does not restore the sign-in.
    assert_eq!(world.import(&original).await.unwrap().session, SessionView::SignedOut);
    world.restart().await;
    assert_eq!(world.float().await.expect_err("forgotten").code, ErrorCode::SignInAgain);
    assert!(other.hits().is_empty(), "the new address was asked nothing at all");
    assert_eq!(world.service().hits().len(), before, "nor was the old one");
    world.sign_in().await.expect("with the password");
    other.stop().await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c04_a_new_name_keeps_the_sign_in() {
    let mut world = World::test().await;
    let renamed = world.connection_file().replace("Test desk", "Front desk");
    let preview = read(&world, renamed.as_bytes()).await.unwrap();
    assert!(preview.replaces && !preview.forgets_sign_in);
    let card = confirm(&world, &preview.token, &[]).await.unwrap();
    assert!(is_signed_in(&card) && card.name == "Front desk");
    world.float().await.expect("signed in as before");
    world.restart().await;
    world.float().await.expect("and after a restart");
    let passwords = world.service().hits().iter().filter(|hit| hit.body.contains("grant_type=password")).count();
    assert_eq!(passwords, 1, "the password was typed once");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c04_a_file_edited_on_disk_gets_no_secret_of_its_old_address() {
    let mut world = World::test().await;
    let other = another(&world).await;
    let path = folder(&world).join("desk.airtill");
    let text = fs::read_to_string(&path).unwrap();
    world.shut().await;
    let here = format!("127.0.0.1:{}", world.setup.options.port);
    let edited = text.replace(&here, &other.address().to_string());
    assert_ne!(edited, text);
    fs::write(&path, edited).unwrap();
    world.clock.boot();
    world.open().await.unwrap();
    assert_eq!(world.card().await.session, SessionView::SignedOut);
    assert_eq!(world.float().await.expect_err("nobody is signed in there").code, ErrorCode::SignInAgain);
    world.shut().await;
    assert_eq!(world.stored_refresh_token().await, None, "the old secret was dropped, not only unused");

    fs::write(&path, text).unwrap();
    world.clock.boot();
    world.open().await.unwrap();
    assert_eq!(world.float().await.expect_err("asked again").code, ErrorCode::SignInAgain);
    assert!(other.hits().is_empty());
    other.stop().await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_a_connection_forgets_its_sign_in_and_keeps_its_sales() {
    let mut world = World::test().await;
    let sale = world.sell(&number(1), "5").await;
    let before = world.service().hits().len();
    remove(&world).await.unwrap();
    world
        .window
        .wait_for(
            "the connection to go",
            |event| matches!(event, Event::ConnectionRemoved { key } if *key == world.key),
        )
        .await;
    assert!(files(&world).is_empty());
    assert_eq!(world.stored_refresh_token().await, None);
    assert_eq!(remove(&world).await.expect_err("gone").code, ErrorCode::NotFound);
    let start = world.restart().await;
    assert!(start.connections.is_empty());
    assert_eq!(world.sales().await[0].id, sale.id, "the ledger stays");
    assert_eq!(world.import(&world.connection_file()).await.unwrap().session, SessionView::SignedOut);
    assert_eq!(world.service().hits().len(), before);
    world.sign_in().await.expect("with the password");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_sale_is_in_doubt_its_connection_neither_moves_nor_goes() {
    let world = World::test().await;
    let other = another(&world).await;
    world.sell(&number(1), "20").await;
    let lost = troubles().iter().find(|trouble| trouble.code == "lost_before_charge").unwrap();
    let sale = world.sell(&lost.example(), "60").await;
    assert_eq!(sale.state, SaleStateView::InDoubt);

    assert_eq!(remove(&world).await.expect_err("in doubt").code, ErrorCode::DoubtsOpen);
    let moved = read(&world, file("desk", "Test desk", &other.base_address()).as_bytes()).await.unwrap();
    for _ in 0..2 {
        assert_eq!(
            confirm(&world, &moved.token, &[]).await.expect_err("in doubt").code,
            ErrorCode::DoubtsOpen,
            "asked again, it is shown again"
        );
    }
    let card = world.card().await;
    assert!(is_signed_in(&card) && card.open_doubts == 1, "{card:?}");
    assert!(world.stored_refresh_token().await.is_some());

    let renamed = read(&world, world.connection_file().replace("Test desk", "Front desk").as_bytes()).await.unwrap();
    assert_eq!(confirm(&world, &renamed.token, &[]).await.expect("a new name is no move").open_doubts, 1);
    assert_eq!(world.gather_later(&sale).await.state, SaleStateView::NotCharged);
    remove(&world).await.expect("nothing is in doubt any more");
    assert!(other.hits().is_empty());
    other.stop().await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_files_among_the_connections_are_named_and_left_alone() {
    let mut world = World::test().await;
    world.shut().await;
    let here = folder(&world);
    let good = file("good", "Good", "https://desk.example");
    let odd = [
        ("broken.airtill", "format = 1".to_owned()),
        ("other.airtill", good.clone()),
        ("live.airtill", good.replace("\"good\"", "\"live\"").replace("\"test\"", "\"live\"")),
        ("huge.airtill", format!("{}# {}", good.replace("\"good\"", "\"huge\""), "x".repeat(64 * 1024))),
        ("secret.airtill", format!("{}password = \"x\"\n", good.replace("\"good\"", "\"secret\""))),
    ];
    for (name, text) in &odd {
        fs::write(here.join(name), text).unwrap();
    }
    fs::write(here.join("notes.txt"), "not ours").unwrap();
    fs::create_dir(here.join("folder.airtill")).unwrap();
    let link: &[&str] = if cfg!(unix) { &["link.airtill"] } else { &[] };
    let reported: Vec<&str> =
        odd.iter().map(|(name, _)| *name).chain(["folder.airtill"]).chain(link.iter().copied()).collect();
    #[cfg(unix)]
    {
        fs::write(world.outside().join("elsewhere"), good.replace("\"good\"", "\"link\"")).unwrap();
        std::os::unix::fs::symlink(world.outside().join("elsewhere"), here.join("link.airtill")).unwrap();
    }
    world.clock.boot();
    let start = world.open().await.unwrap();
    assert_eq!(ids(&start), ["desk"]);
    let notices: Vec<_> =
        start.notices.iter().filter(|notice| notice.code == NoticeCode::ConnectionUnreadable).collect();
    assert_eq!(notices.len(), reported.len(), "{notices:?}");
    for name in &reported {
        assert!(notices.iter().any(|notice| notice.detail.contains(name)), "{name}");
    }
    world.float().await.expect("the good one works as before");
    world.shut().await;
    for (name, text) in &odd {
        assert_eq!(fs::read_to_string(here.join(name)).unwrap(), *text, "{name}");
    }
    assert!(world.stored_refresh_token().await.is_some());
    world.close().await;
}
