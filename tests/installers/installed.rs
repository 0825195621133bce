//! The `.deb` on a clean Debian, from the first day of a clerk to the removal.
//!
//! One test, because each step rests on the one before: the version before is installed and used by an ordinary user,
//! survives a broken and an unfinished upgrade, becomes the new one through our repository, and leaves nothing but the
//! user's data.

use std::path::Path;

use airtill_practice::{Options, Practice};
use airtill_tests::clerk::connection_file;

use crate::bundle::{self, deb_of_version, file, folder};
use crate::command::Told;
use crate::rollout::block;
use crate::root::{HOME, Root};
use crate::web_server::serve;

/// The version before, which has all of ours but its number.
const BEFORE: &str = "0.0.1";

/// The publisher's address of the repository.
const PACKAGES: &str = "https://packages.airtill.com/apt";

/// The packages of a person's desktop: a session bus, a keyring, and the program that opens files by their type.
const DESKTOP: &str = "apt-get install --yes --no-install-recommends dbus-daemon dbus-bin gnome-keyring libglib2.0-bin";

/// Installs a file that lies in the root's `/var/tmp`.
fn install(name: &str) -> String {
    format!("apt-get install --yes --no-install-recommends /var/tmp/{name}")
}

/// The version that is installed and whole.
fn version(root: &Root) -> String {
    let verified = root.run("dpkg --verify airtill").worked();
    assert_eq!(verified.text.trim(), "", "no file differs from the package");
    root.run("dpkg-query --show --showformat='${db:Status-Abbrev}${Version}' airtill").worked().text.trim().to_owned()
}

/// The digest of everything that the clerk has.
fn of_the_clerk(root: &Root) -> String {
    root.run("cd /home/clerk && find . -type f -path '*airtill*' | LC_ALL=C sort | xargs -d '\\n' sha256sum")
        .worked()
        .text
}

#[test]
fn a_clerk_uses_the_deb_from_its_installation_to_its_removal() {
    let root = Root::clean();
    let place = tempfile::tempdir().unwrap();
    root.copy(&deb_of_version(BEFORE, place.path()), "/var/tmp/before.deb");
    root.copy(&file(&folder(), ".deb"), "/var/tmp/now.deb");

    root.run(&install("before.deb")).worked();
    assert_eq!(version(&root), format!("ii {BEFORE}"));
    let libraries = root.run("ldd /usr/bin/airtill").worked().text;
    assert!(!libraries.contains("not found"), "what the package needs comes with it: {libraries}");
    root.run(DESKTOP).worked();

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(Practice::start(Options::default())).unwrap();
    let desk = service.base_address();
    root.as_clerk("a_clerk_signs_in_by_form_and_sells", &desk);
    root.as_clerk("a_clerk_signs_in_through_the_browser_that_xdg_open_starts", &desk);
    root.as_clerk("a_connection_file_opens_by_its_type_and_is_signed_in_to", &desk);
    let data = of_the_clerk(&root);
    assert!(data.contains("test/vault.bin") && data.contains("test/ledger.sqlite3"), "{data}");

    half_a_package_changes_nothing(&root);
    a_full_disk_changes_nothing(&root);

    upgraded_through_the_repository(&root);
    assert!(of_the_clerk(&root) == data, "the upgrade touches no file of the clerk's");
    root.as_clerk("a_clerk_finds_ledger_and_sign_in_as_they_were", &desk);
    assert_eq!(service.truth().len(), 2, "one sale before the upgrade and one after it");

    let told = root.run(&install("before.deb")).refused(&["downgrade"]);
    assert_eq!(version(&root), format!("ii {}", env!("CARGO_PKG_VERSION")), "{}", told.text);

    brought_up_to_date_by_the_page(&root);
    the_company_sets_what_holds(&root, &desk);
    the_clerk_goes_on_at_another_computer(&root, &desk);
    nothing_is_left_but_the_data(&root);
}

/// Runs a block of the page for administrators, as root or by another user's shell; a command that fails ends it.
fn run_block(root: &Root, commands: &str, shell: &str) -> Told {
    root.write("/var/tmp/block", format!("set -e\n{commands}"));
    root.run(&format!("{shell} /var/tmp/block"))
}

fn half_a_package_changes_nothing(root: &Root) {
    let whole = std::fs::read(root.path("/var/tmp/now.deb")).unwrap();
    root.write("/var/tmp/half.deb", &whole[..whole.len() / 2]);
    root.run("dpkg --install /var/tmp/half.deb").refused(&["unexpected end of file", "error"]);
    assert_eq!(version(root), format!("ii {BEFORE}"));
}

/// The changes of this upgrade go to a disk with room for a part of them.
fn a_full_disk_changes_nothing(root: &Root) {
    let line = "mkdir -p /mnt/disk && mount -t tmpfs -o size=6m tmpfs /mnt/disk && mkdir /mnt/disk/new /mnt/disk/work && \
                mount -t overlay -o lowerdir=/usr,upperdir=/mnt/disk/new,workdir=/mnt/disk/work overlay /usr && \
                { dpkg --install /var/tmp/now.deb; echo code $?; dpkg --verify airtill; echo verified $?; \
                dpkg-query --show --showformat='is ${Version}\\n' airtill; }";
    let told = root.run(line).worked().text;
    assert!(told.contains("No space left on device") && told.contains("code 1"), "{told}");
    assert!(told.contains("verified 0") && told.contains(&format!("is {BEFORE}")), "the old one is whole: {told}");
    // The system's own list of packages had room, so dpkg may have written down the attempt.
    root.run("dpkg --configure --pending").worked();
    assert_eq!(version(root), format!("ii {BEFORE}"));
}

/// By the commands of the page for administrators; only the address is another one, there and in the file from there.
fn upgraded_through_the_repository(root: &Root) {
    root.run("apt-get install --yes --no-install-recommends curl ca-certificates").worked();
    let repository = bundle::copy_of("apt").keep();
    let address = serve(&repository);
    bundle::replace(&repository.join("airtill.sources"), PACKAGES, &address);
    run_block(root, &block("debian-install").replace(PACKAGES, &address), "sh").worked();
    assert_eq!(version(root), format!("ii {}", env!("CARGO_PKG_VERSION")));
    // As where the publisher has a new key: nothing is believed until the page brings the keyring.
    root.run("rm /usr/share/keyrings/airtill-archive-keyring.gpg").worked();
    root.run("apt-get update --error-on=any").refused(&["NO_PUBKEY"]);
    run_block(root, &block("debian-key").replace(PACKAGES, &address), "sh").worked();
    root.run("apt-get update --error-on=any").worked();
}

fn brought_up_to_date_by_the_page(root: &Root) {
    let line = "apt-get install --yes --no-install-recommends --allow-downgrades /var/tmp/before.deb";
    root.run(line).worked();
    assert_eq!(version(root), format!("ii {BEFORE}"));
    run_block(root, &block("debian-update"), "sh").worked();
    assert_eq!(version(root), format!("ii {}", env!("CARGO_PKG_VERSION")));
}

/// The administrator places the policy of the page and a connection; each flaw is said, and selling goes on.
fn the_company_sets_what_holds(root: &Root, desk: &str) {
    let place = tempfile::tempdir().unwrap();
    let trial = connection_file(place.path(), desk).unwrap();
    root.copy(&trial, "/var/tmp/trial.airtill");
    root.write("/var/tmp/policy.toml", block("policy"));
    run_block(root, &block("linux-company"), "cd /var/tmp && sh").worked();
    root.run("rm /var/tmp/trial.airtill /var/tmp/policy.toml").worked();
    root.as_clerk("a_clerk_works_by_the_companys_word", desk);
    root.run("chmod 777 /etc/airtill").worked();
    root.as_clerk("a_clerk_is_told_that_others_write_the_companys_folder", desk);
    root.run("chmod 755 /etc/airtill && echo 'checks = maybe' >> /etc/airtill/policy.toml").worked();
    root.as_clerk("a_clerk_is_told_of_a_mistake_in_the_policy_and_sells", desk);
}

/// The folder is moved as the page says. Another home folder has another keyring, as another computer has.
fn the_clerk_goes_on_at_another_computer(root: &Root, desk: &str) {
    let of_the_ledgers = |home: &str| {
        let line = "find . -name 'ledger.sqlite3*' -o -name till.json -o -name '*.airtill' | sort | xargs sha256sum";
        root.run(&format!("cd {home}/.local/share/airtill && {line}")).worked().text
    };
    let before = of_the_ledgers(HOME);
    // As a person types it: by itself, a command that fails ends nothing. The archive cannot be written here.
    root.write("/var/tmp/block", block("linux-move-out"));
    root.run("cd / && su clerk -c 'exec sh /var/tmp/block'").refused(&["Cannot open", "Permission denied"]);
    assert_eq!(of_the_ledgers(HOME), before, "the folder keeps its name");
    root.run("cd /home/clerk && su clerk -c 'exec sh /var/tmp/block'").worked();
    root.run("test ! -e /home/clerk/.local/share/airtill && test -d /home/clerk/.local/share/airtill-moved").worked();
    root.run("install -d -o clerk -m 700 /home/other && mv /home/clerk/airtill-data.tar.gz /home/other").worked();
    run_block(root, &block("linux-move-in"), "cd /home/other && su clerk -c 'HOME=/home/other exec sh \"$0\"' --")
        .worked();
    assert_eq!(of_the_ledgers("/home/other"), before);
    root.as_clerk_at("/home/other", "a_clerk_goes_on_where_the_data_were_moved_to", desk);
}

fn nothing_is_left_but_the_data(root: &Root) {
    let data = of_the_clerk(root);
    run_block(root, &block("debian-remove"), "sh").worked();
    assert!(!Path::new(&root.path("/usr/bin/airtill")).exists());
    let company = "find /etc/airtill -type f | sort";
    let files = "/etc/airtill/connections/trial.airtill\n/etc/airtill/policy.toml";
    assert_eq!(root.run(company).worked().text.trim(), files, "the administrator's files stay");
    // Without them, the folder goes with the next removal.
    root.run(&format!("rm {} && {}", files.replace('\n', " "), install("now.deb"))).worked();
    root.run("apt-get purge --yes airtill").worked();
    let found = "find / -xdev -iname '*airtill*' ! -path '/home/*' ! -path '/proc/*' ! -path '/opt/lent*'; \
                 grep -rli airtill /usr/share/applications /usr/share/mime /usr/share/icons /etc || true";
    let mut left: Vec<String> = root.run(found).worked().text.lines().map(str::to_owned).collect();
    // apt stores the files that it fetched from the repository.
    left.retain(|path| !path.starts_with("/var/cache/apt/archives/"));
    assert_eq!(left, [""; 0]);
    assert!(of_the_clerk(root) == data, "the data are the clerk's");
}
