//! The company's folder in the real window: its connection stands there and stays, and a mistake in its policy is said.
//!
//! The till of these tests is no release, so a variable names the folder, whose owner counts as an administrator.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::Launch;

use crate::fixture::Fixture;

fn put(file: &Path, text: &str) -> std::io::Result<()> {
    let folder = file.parent().expect("it is in a folder");
    std::fs::create_dir_all(folder)?;
    std::fs::set_permissions(folder, PermissionsExt::from_mode(0o755))?;
    std::fs::write(file, text)?;
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o644))
}

#[tokio::test]
async fn p04_p05_the_window_names_what_the_company_set_and_what_is_wrong() -> Done {
    let fixture = Fixture::new().await;
    let company = fixture.folder.path().join("company");
    put(&company.join("policy.toml"), "format = 1\nsounds = true\n")?;
    put(
        &company.join("connections").join("one.airtill"),
        "format = 1\nid = \"one\"\nname = \"Desk one\"\napi = \"21-systems\"\nenvironment = \"test\"\n\
         base_address = \"http://127.0.0.1:9\"\nsign_in = [\"password\"]\n",
    )?;
    let clerk = Clerk::of(Launch::on(&fixture.data())?.variable("AIRTILL_COMPANY_DIR", &company)).await?;
    clerk.see("connection-test-one").await?;
    clerk.has_text("notice-companyPolicyBroken", "policy.toml: line 2:").await?;
    clerk.details_of("test-one").await?;
    clerk.has_text("settings-of-company", "Set by your company").await?;
    assert_eq!(clerk.count("remove-connection").await?, 0);
    Ok(())
}
