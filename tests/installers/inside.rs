//! Within the clean Debian, as its ordinary user: the till of the package in its real window.
//!
//! These tests are ignored wherever they are not started by name: `installed` starts each of them in its turn, in the
//! session of that user. The folder of the till's data is the one that it chooses by itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use airtill_practice::Practice;
use airtill_tests::browser::{Browser, Consent, Walked};
use airtill_tests::clerk::{Clerk, Done, connection_file};
use airtill_tests::window::{By, Launch};

/// Names the address of a service that is there before and after the upgrade.
pub const DESK: &str = "AIRTILL_DESK";

/// The type of connection files.
const TYPE: &str = "application/x-airtill-connection";

/// The till's own folder, below the home folder.
fn data() -> PathBuf {
    home().join(".local/share/airtill")
}

fn home() -> PathBuf {
    std::env::home_dir().expect("the user of the clean Debian has one")
}

fn is_ordinary() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap().stdout;
    id.trim_ascii() == b"1000"
}

/// The first sale of a float, and the end of the till.
async fn first_sale(clerk: Clerk) -> Done {
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.has_text("float-balance", "4,940.00 SSP").await?;
    clerk.window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "runs within the clean Debian"]
async fn a_clerk_signs_in_by_form_and_sells() -> Done {
    assert!(is_ordinary(), "nothing of this needs root");
    let clerk = Clerk::practising(&data()).await?;
    clerk.sign_in_as_practice_clerk().await?;
    first_sale(clerk).await
}

#[tokio::test]
#[ignore = "runs within the clean Debian"]
async fn a_clerk_signs_in_through_the_browser_that_xdg_open_starts() -> Walked<()> {
    let folder = home().join("second-till");
    std::fs::create_dir_all(&folder)?;
    // The desktop's browser, which writes down where it was sent. What starts it is the real xdg-open.
    let (browser, opened) = (folder.join("browser"), folder.join("opened"));
    std::fs::write(&browser, format!("#!/bin/sh\necho \"$1\" > {0}.new && mv {0}.new {0}\n", opened.display()))?;
    std::fs::set_permissions(&browser, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let launch = Launch::on(&folder.join("data"))?.variable("BROWSER", browser);
    let clerk = Clerk::of(launch).await?;
    clerk.practise().await?;
    clerk.open_practice_accounts().await?;
    clerk.continue_in_browser().await?;
    clerk.window.until("xdg-open to start the browser", async |_| Ok(opened.is_file())).await?;
    let address = std::fs::read_to_string(&opened)?.trim().parse()?;
    let page = Browser::new(None)?.answer(&address, Consent::Allow).await?;
    assert!(page.status < 400, "{}", page.text);
    clerk.is_signed_in_as_practice_clerk().await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.window.close().await?;
    Ok(())
}

/// Starts a program of the desktop and waits until it has started what it opens.
fn desktop(program: &str, arguments: &[&Path]) -> String {
    let output = Command::new(program).args(arguments).env_remove("AIRTILL_DATA_DIR").output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test]
#[ignore = "runs within the clean Debian"]
async fn a_connection_file_opens_by_its_type_and_is_signed_in_to() -> Done {
    let file = connection_file(&home(), &std::env::var(DESK).expect("the service of the desk is named"))?;
    let plain = home().join("plain.txt");
    std::fs::copy(&file, &plain)?;
    let kind = |file: &Path| desktop("gio", &["info".as_ref(), "-a".as_ref(), "standard::content-type".as_ref(), file]);
    assert!(kind(&file).ends_with(TYPE), "{}", kind(&file));
    assert!(kind(&plain).ends_with("text/plain"), "a file of another name is none of ours: {}", kind(&plain));
    assert_eq!(desktop("xdg-mime", &["query".as_ref(), "default".as_ref(), TYPE.as_ref()]), "airtill.desktop");
    let clerk = Clerk::at(&data()).await?;
    assert_eq!(clerk.count("import").await?, 0);
    desktop("gio", &["open".as_ref(), &file]);
    clerk.has_text("import", "Trial desk").await?;
    clerk.add_connection().await?;
    let account = Practice::account();
    clerk.sign_in(account.email, account.password).await?;
    clerk.on("till").await?;
    first_sale(clerk).await
}

#[tokio::test]
#[ignore = "runs within the clean Debian"]
async fn a_clerk_finds_ledger_and_sign_in_as_they_were() -> Done {
    let clerk = Clerk::practising(&data()).await?;
    clerk.has_text("float-balance", "4,940.00 SSP").await?;
    clerk.see("sale-row").await?;
    // The vault has the sign-in to the desk: nobody is asked.
    clerk.click("nav-start").await?;
    clerk.window.click(By::Css("[data-testid=connection-test-trial] [data-testid=start-open]")).await?;
    clerk.on("till").await?;
    clerk.has_text("environment", "Test").await?;
    clerk.has_text("float-balance", "4,940.00 SSP").await?;
    clerk.see("sale-row").await?;
    clerk.sell("0921334567", "40", "confirmed").await?;
    clerk.has_text("float-balance", "4,900.00 SSP").await?;
    clerk.window.close().await?;
    Ok(())
}

/// A clerk's till on a folder that no till has used.
async fn fresh(name: &str) -> Done<Clerk> {
    Clerk::at(&home().join(name)).await
}

#[tokio::test]
#[ignore = "runs within the clean Debian"]
async fn a_clerk_works_by_the_companys_word() -> Done {
    assert!(is_ordinary(), "root alone writes the company's folder, and everybody reads it");
    let clerk = fresh("by-the-company").await?;
    // Nobody was asked about the connection.
    clerk.see("connection-test-trial").await?;
    assert_eq!(clerk.count("import").await?, 0);
    clerk.click("nav-settings").await?;
    clerk.click("settings-connections").await?;
    clerk.has_text("settings-test-trial", "Set by your company").await?;
    clerk.click("nav-start").await?;
    clerk.window.click(By::Css("[data-testid=connection-test-trial] [data-testid=start-open]")).await?;
    let account = Practice::account();
    clerk.sign_in(account.email, account.password).await?;
    clerk.on("till").await?;
    clerk.write_order("0921234567", "501").await?;
    clerk.click("top-up-continue").await?;
    clerk.read("500.00 SSP for one sale").await?;
    clerk.window.close().await?;
    Ok(())
}

/// Sells more than the policy of the clean Debian would allow, which does not count here.
async fn sells_over_the_limit(clerk: Clerk) -> Done {
    clerk.practise().await?;
    clerk.sign_in_as_practice_clerk().await?;
    clerk.sell("0921234567", "501", "confirmed").await?;
    clerk.window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "runs within the clean Debian"]
async fn a_clerk_is_told_that_others_write_the_companys_folder() -> Done {
    let clerk = fresh("not-by-the-company").await?;
    clerk.has_text("notice-companyFolderWritable", "/etc/airtill").await?;
    assert_eq!(clerk.count("connection-test-trial").await?, 0);
    sells_over_the_limit(clerk).await
}

#[tokio::test]
#[ignore = "runs within the clean Debian"]
async fn a_clerk_is_told_of_a_mistake_in_the_policy_and_sells() -> Done {
    let clerk = fresh("by-a-broken-policy").await?;
    clerk.has_text("notice-companyPolicyBroken", "/etc/airtill/policy.toml").await?;
    clerk.see("connection-test-trial").await?;
    sells_over_the_limit(clerk).await
}

#[tokio::test]
#[ignore = "runs within the clean Debian"]
async fn a_clerk_goes_on_where_the_data_were_moved_to() -> Done {
    let clerk = Clerk::at(&data()).await?;
    // The ledger came along; the sign-in did not, because its key is in the keyring of the other computer.
    clerk.window.click(By::Css("[data-testid=connection-test-trial] [data-testid=start-open]")).await?;
    let account = Practice::account();
    clerk.sign_in(account.email, account.password).await?;
    clerk.on("till").await?;
    clerk.has_text("float-balance", "4,900.00 SSP").await?;
    clerk.see("sale-row").await?;
    clerk.sell("0921434567", "40", "confirmed").await?;
    clerk.window.close().await?;
    Ok(())
}
