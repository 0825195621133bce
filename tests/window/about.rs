//! The program about itself in the real window: a till of a developer, and one that lies as an installed one.
//!
//! The sentences of each finding are tested with the component, the answers of each system with their readers. Here the
//! whole way counts: from the commit that was compiled in, the database of packages and the file, to the screen.

use airtill_tests::browser::Walked;
use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::{By, Launch};
use fantoccini::key::Key;
use serde_json::json;

use crate::fixture::Fixture;

async fn open(clerk: &Clerk) -> Done {
    clerk.click("nav-settings").await?;
    clerk.see("about").await
}

#[tokio::test]
async fn a_till_that_was_not_installed_names_its_commit_and_no_signer() -> Walked<()> {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    open(&clerk).await?;
    let commit = clerk.says("commit").await?;
    assert!(commit.len() == 10 && commit.bytes().all(|digit| digit.is_ascii_hexdigit()), "{commit}");
    assert!(clerk.says("about-commit").await?.contains("perhaps with changes"));
    assert_eq!(clerk.says("build").await?, "Test build, not for customers");
    assert_eq!(clerk.says("data-folder").await?, fixture.data().display().to_string());
    assert_eq!(clerk.count("signature-found").await?, 0, "nothing is asked before somebody wants to know");
    clerk.click("signature-check").await?;
    let found = clerk.says("signature-found").await?;
    assert!(found.contains("no package installed it") || found.contains("cannot tell whether"), "{found}");
    clerk.click("licences").await?;
    assert!(clerk.says("licences-none").await?.contains("come with the installed program"));
    Ok(())
}

#[tokio::test]
async fn an_installed_till_shows_a_megabyte_of_licences_as_text() -> Walked<()> {
    let fixture = Fixture::new().await;
    let installed = fixture.folder.path().join("usr");
    let folder = installed.join("share/doc/airtill");
    std::fs::create_dir_all(&folder)?;
    let line = "Permission is hereby granted, free of charge, to <b>any</b> person who obtains a copy.\n";
    let text = format!("{}<script>document.title = 'taken'</script> the end", line.repeat(1_000_000 / line.len()));
    std::fs::write(folder.join("licences.txt"), &text)?;
    let launch = Launch::on(&fixture.data())?.installed_at(&installed.join("bin/airtill"))?;
    let clerk = Clerk::of(launch).await?;
    open(&clerk).await?;
    clerk.click("licences").await?;
    clerk.see("licences-text").await?;
    let shown = "const box = document.querySelector('[data-testid=licences-text]');
        return [box.textContent.length, box.querySelectorAll('b, script').length, box.scrollHeight > box.clientHeight]";
    clerk
        .window
        .until("the whole text", async |window| Ok(window.script(shown, vec![]).await? == json!([text.len(), 0, true])))
        .await?;
    assert_ne!(clerk.window.script("return document.title", vec![]).await?, json!("taken"));
    clerk.window.press(&[], Key::Tab).await?;
    clerk.window.press(&[], Key::End).await?;
    clerk
        .window
        .until("the end of the licences", async |window| {
            let end = "const box = document.activeElement;
                return box.dataset.testid === 'licences-text' && box.scrollTop + box.clientHeight >= box.scrollHeight - 2";
            Ok(window.script(end, vec![]).await? == true)
        })
        .await?;
    clerk.window.click(By::TestId("licences")).await?;
    clerk.window.gone(By::TestId("licences-text")).await?;
    Ok(())
}
