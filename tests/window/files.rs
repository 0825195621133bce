//! Connection files from outside: several at once, named in odd ways, and things that are no files. None is lost, and
//! none makes the till wait.
//!
//! The content of a file is for the domain's tests; here is which of them are shown, in which order, and by which till.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use airtill_tests::clerk::{Clerk, Done, SecondCopy};
use airtill_tests::window::{Launch, Window};

use crate::display::Display;
use crate::fixture::Fixture;

fn text(id: &str) -> String {
    format!(
        "format = 1\nid = \"{id}\"\nname = \"Desk {id}\"\napi = \"21-systems\"\nenvironment = \"test\"\n\
         base_address = \"http://127.0.0.1:9\"\nsign_in = [\"password\"]\n"
    )
}

fn file(folder: &Path, id: &str) -> PathBuf {
    let path = folder.join(format!("{id}.airtill"));
    std::fs::write(&path, text(id)).expect("written");
    path
}

/// Waits until this file is shown, with this number of files behind it.
async fn is_shown(clerk: &Clerk, id: &str, behind: u64) -> Done {
    clerk.has_text("import", &format!("Desk {id}")).await?;
    let waited_for = format!("{behind} to be behind {id}");
    clerk.window.until(&waited_for, async |_| Ok((clerk.count("import-behind").await? > 0) == (behind > 0))).await
}

#[tokio::test]
async fn every_file_of_the_first_start_is_shown_in_turn_and_a_bad_one_is_named() -> Done {
    let fixture = Fixture::new().await;
    let folder = fixture.folder.path();
    std::fs::write(folder.join("bad.airtill"), "format = 2").expect("written");
    let mut launch = Launch::on(&fixture.data())?;
    for path in [file(folder, "one"), folder.join("bad.airtill"), file(folder, "two"), file(folder, "three")] {
        launch = launch.argument(&path.to_string_lossy());
    }
    let clerk = Clerk::of(launch).await?;
    is_shown(&clerk, "one", 2).await?;
    clerk.has_text("import-refused", "bad.airtill").await?;
    clerk.click("import-cancel").await?;
    is_shown(&clerk, "two", 1).await?;
    clerk.click("import-add").await?;
    is_shown(&clerk, "three", 0).await?;
    clerk.click("import-add").await?;
    clerk.on("signIn").await?;
    clerk.click("nav-start").await?;
    clerk.see("connection-test-two").await?;
    clerk.see("connection-test-three").await?;
    assert_eq!(clerk.count("connection-test-one").await?, 0);
    Ok(())
}

#[tokio::test]
async fn files_of_further_starts_wait_behind_the_one_that_is_shown() -> Done {
    let fixture = Fixture::new().await;
    let folder = fixture.folder.path().join("elsewhere");
    std::fs::create_dir_all(&folder)?;
    let odd = folder.join(OsStr::from_bytes(b"caf\xE9 | one.airtill"));
    std::fs::write(&odd, text("odd"))?;
    file(&folder, "near");
    // The bytes that Notepad saves when it is asked for Unicode.
    let utf16: Vec<u8> = format!("\u{feff}{}", text("wide")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.join("wide.airtill"), utf16)?;
    std::fs::write(folder.join("latin.airtill"), b"name = \"caf\xE9\"")?;
    let clerk = Clerk::of(Launch::on(&fixture.data())?.argument(&file(&folder, "first").to_string_lossy())).await?;
    is_shown(&clerk, "first", 0).await?;
    let starts: [&[OsString]; 2] = [
        &[odd.file_name().expect("a name").to_owned(), "near.airtill".into()],
        &["wide.airtill".into(), "latin.airtill".into()],
    ];
    for names in starts {
        let mut second = SecondCopy::start_in(&folder, &fixture.data(), names, true)?;
        assert!(second.ended().await?.success(), "it hands its files over");
    }
    clerk.has_text("import-refused", "latin.airtill").await?;
    clerk.has_text("import-refused", "Latin-1").await?;
    is_shown(&clerk, "first", 3).await?;
    for (id, behind) in [("odd", 2), ("near", 1), ("wide", 0)] {
        clerk.click("import-cancel").await?;
        is_shown(&clerk, id, behind).await?;
    }
    Ok(())
}

#[tokio::test]
async fn anything_but_a_file_is_refused_at_once_and_the_next_file_is_shown() -> Done {
    let fixture = Fixture::new().await;
    let folder = fixture.folder.path();
    let pipe = folder.join("pipe.airtill");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status()?.success());
    std::os::unix::fs::symlink("/dev/zero", folder.join("zero.airtill"))?;
    std::fs::create_dir(folder.join("folder.airtill"))?;
    std::fs::File::create(folder.join("huge.airtill"))?.set_len(1 << 40)?;
    let clerk = Clerk::at(&fixture.data()).await?;
    let names = ["pipe.airtill", "zero.airtill", "folder.airtill", "huge.airtill", "missing.airtill", "good.airtill"];
    file(folder, "good");
    let mut second = SecondCopy::start_in(folder, &fixture.data(), &names, true)?;
    assert!(second.ended().await?.success());
    is_shown(&clerk, "good", 0).await?;
    clerk.window.until("five refusals", async |_| Ok(clerk.count("import-refused").await? == 5)).await?;
    let reported = clerk.window.shown().await;
    for words in [
        "pipe.airtill",
        "a pipe or a device",
        "it is a folder",
        "larger than 64 KiB",
        "missing.airtill",
        "not there any more",
    ] {
        assert!(reported.contains(words), "{words:?} in {reported}");
    }
    Ok(())
}

#[tokio::test]
async fn a_file_of_a_start_that_can_leave_no_call_is_shown_all_the_same() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    // A file stands in the way, which fails as a full disk does.
    let calls = fixture.data().join("calls");
    std::fs::remove_dir_all(&calls)?;
    std::fs::write(&calls, "")?;
    let given = file(fixture.folder.path(), "late");
    let mut second = SecondCopy::start(&fixture.data(), &[&given.to_string_lossy()], true)?;
    assert!(second.ended().await?.success());
    is_shown(&clerk, "late", 0).await?;
    clerk.click("import-cancel").await?;
    clerk.window.close().await?;
    let clerk = Clerk::of(Launch::on(&fixture.data())?.argument(&given.to_string_lossy())).await?;
    is_shown(&clerk, "late", 0).await
}

#[tokio::test]
async fn a_start_on_another_data_folder_is_another_till() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let other = fixture.folder.path().join("other");
    let given = file(fixture.folder.path(), "theirs");
    let second = SecondCopy::start(&other, &[&given.to_string_lossy()], true)?;
    let display = Display::open();
    let window = "the other till's window";
    clerk
        .window
        .until(window, async |_| Ok(display.windows_of(second.id()).iter().any(|(_, title)| title.contains("Airtill"))))
        .await?;
    clerk
        .window
        .until("it to answer its call", async |_| {
            Ok(other.join("calls").read_dir().is_ok_and(|left| left.count() == 0))
        })
        .await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    assert_eq!(clerk.count("import").await?, 0, "the file was not for this till");
    Ok(())
}

#[tokio::test]
async fn a_deleted_lock_file_lets_no_second_copy_in_and_loses_no_file() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    std::fs::remove_file(fixture.data().join("lock"))?;
    let given = file(fixture.folder.path(), "late");
    let mut second = SecondCopy::start(&fixture.data(), &[&given.to_string_lossy()], false)?;
    let id = second.id();
    let display = Display::open();
    clerk.window.until("the second copy's message", async |_| Ok(display.titled(id) == 1)).await?;
    let closed = async |_: &Window| {
        display.close_windows_of(id);
        Ok(display.titled(id) == 0)
    };
    clerk.window.until("the message to be closed", closed).await?;
    assert_eq!(second.ended().await?.code(), Some(1));
    let said = second.said()?;
    assert!(said.contains("already running") && said.contains("The file is shown"), "{said:?}");
    // The next start that can be heard brings the file along.
    let mut third = SecondCopy::start(&fixture.data(), &[], true)?;
    assert!(third.ended().await?.success());
    is_shown(&clerk, "late", 0).await
}

#[tokio::test]
async fn a_data_folder_whose_name_is_no_text_is_the_only_one_that_is_made() -> Done {
    let fixture = Fixture::new().await;
    let around = fixture.folder.path().join("around");
    std::fs::create_dir(&around)?;
    let data = around.join(OsStr::from_bytes(b"caf\xE9"));
    let clerk = Clerk::practising(&data).await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.window.close().await?;
    let there: Vec<_> = around.read_dir()?.flatten().map(|entry| entry.path()).collect();
    assert_eq!(there, std::slice::from_ref(&data));
    let clerk = Clerk::practising(&data).await?;
    clerk.see("sale-row").await
}
