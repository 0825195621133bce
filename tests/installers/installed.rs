//! The `.deb` on a clean Debian, from the first day of a clerk to the removal.
//!
//! One test, because each step rests on the one before: the version before is installed and used by an ordinary user,
//! survives a broken and an unfinished upgrade, becomes the new one through our repository, and leaves nothing but the
//! user's data.

use std::path::Path;

use airtill_practice::{Options, Practice};

use crate::bundle::{self, deb_of_version, file, folder};
use crate::root::Root;
use crate::web_server::serve;

/// The version before, which has all of ours but its number.
const BEFORE: &str = "0.0.1";

/// What a person's desktop has: a session bus, a keyring, and the program that opens files by their type.
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

    nothing_is_left_but_the_data(&root);
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

fn upgraded_through_the_repository(root: &Root) {
    let repository = folder().join("apt");
    let sources = "/etc/apt/sources.list.d/airtill.sources";
    root.copy(&repository.join("airtill.sources"), sources);
    root.copy(&repository.join("airtill-archive-keyring.gpg"), "/usr/share/keyrings/airtill-archive-keyring.gpg");
    bundle::replace(&root.path(sources), "https://packages.airtill.com/apt", &serve(&repository));
    root.run("apt-get update -o APT::Update::Error-Mode=any && apt-get install --yes airtill").worked();
    assert_eq!(version(root), format!("ii {}", env!("CARGO_PKG_VERSION")));
}

fn nothing_is_left_but_the_data(root: &Root) {
    let data = of_the_clerk(root);
    root.run("apt-get purge --yes airtill").worked();
    assert!(!Path::new(&root.path("/usr/bin/airtill")).exists());
    let found = "find / -xdev -iname '*airtill*' ! -path '/home/*' ! -path '/proc/*' ! -path '/opt/lent*'; \
                 grep -rli airtill /usr/share/applications /usr/share/mime /usr/share/icons /etc || true";
    let mut left: Vec<String> = root.run(found).worked().text.lines().map(str::to_owned).collect();
    // The person added the repository, and apt keeps what it fetched from there.
    left.retain(|path| !path.ends_with("airtill.sources") && !path.ends_with("airtill-archive-keyring.gpg"));
    left.retain(|path| !path.starts_with("/var/cache/apt/archives/"));
    assert_eq!(left, [""; 0]);
    assert!(of_the_clerk(root) == data, "the data are the clerk's");
}
