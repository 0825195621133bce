//! The window under other locales of the system: it starts, and every amount that it shows can be typed back.
//!
//! The locales are compiled into the test's own folder, where `LOCPATH` makes the C library look for them.

use std::path::Path;
use std::process::Command;

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::{By, Launch};

use crate::fixture::Fixture;

/// The till in this locale, at its first screen.
async fn in_locale(fixture: &Fixture, source: &str, charset: &str, name: &str, zone: &str) -> Done<Clerk> {
    let locales = fixture.folder.path().join("locales");
    std::fs::create_dir_all(&locales)?;
    compile(source, charset, &locales.join(name));
    Clerk::of(
        Launch::on(&fixture.data())?
            .variable("LOCPATH", locales)
            .variable("LC_ALL", name)
            .variable("LANG", name)
            .variable("TZ", zone),
    )
    .await
}

fn compile(source: &str, charset: &str, to: &Path) {
    let status = Command::new("localedef").args(["--no-archive", "-i", source, "-f", charset]).arg(to).status();
    assert!(status.is_ok_and(|status| status.success()), "localedef compiles {source}");
}

async fn language(clerk: &Clerk) -> Done<String> {
    Ok(clerk.window.script("return navigator.language", vec![]).await?.as_str().unwrap_or_default().to_owned())
}

/// Orders the amount that the top bar shows as the float, in the same characters.
async fn the_whole_float_is_ordered(clerk: &Clerk, shown: &str) -> Done {
    let float = clerk.window.text(By::TestId("float-balance")).await?;
    assert_eq!(float.replace('\u{a0}', " "), shown);
    clerk.order("0921234567", &float).await?;
    clerk.has_text("confirm-amount", shown).await
}

#[tokio::test]
async fn a_locale_with_a_modifier_and_an_unknown_zone_stop_nothing() -> Done {
    let fixture = Fixture::new().await;
    let clerk = in_locale(&fixture, "en_IE", "ISO-8859-15", "en_IE@euro", "Foo/Bar").await?;
    assert!(language(&clerk).await?.starts_with("en-IE"), "the system's value reaches the page");
    clerk.practise().await?;
    the_whole_float_is_ordered(&clerk, "5,000.00 SSP").await?;
    clerk.window.close().await?;
    Ok(())
}

#[tokio::test]
async fn a_decimal_comma_is_shown_asked_and_read_alike_in_the_window() -> Done {
    let fixture = Fixture::new().await;
    let clerk = in_locale(&fixture, "en_DK", "UTF-8", "en_DK.UTF-8", "Africa/Juba").await?;
    assert_eq!(language(&clerk).await?, "en-DK");
    clerk.practise().await?;
    the_whole_float_is_ordered(&clerk, "5.000,00 SSP").await?;

    clerk.order("0921234567", "2.500,00").await?;
    clerk.has_text("confirm-amount", "2.500,00 SSP").await?;
    for (typed, choices) in [
        ("1.250", ["1.250,00 SSP", "1,25 SSP"]),
        ("0,500", ["500,00 SSP", "0,50 SSP"]),
        (",250", ["250,00 SSP", "0,25 SSP"]),
    ] {
        clerk.click("nav-till").await?;
        clerk.window.fill(By::TestId("top-up-amount"), typed).await?;
        clerk.has_text("amount-question", &format!("Do you mean {} or {}?", choices[0], choices[1])).await?;
        assert_eq!(clerk.count("float-after").await?, 0, "{typed}: no float is promised");
        clerk.click("top-up-continue").await?;
        clerk.read("This can be read in two ways.").await?;
        assert_eq!(clerk.count("confirmation").await?, 0, "{typed}");
    }
    clerk.window.click(By::Role("button", "0,25 SSP")).await?;
    clerk.see("float-after").await?;
    clerk.click("top-up-continue").await?;
    clerk.has_text("confirm-amount", "0,25 SSP").await?;
    clerk.send("confirmed").await?;
    clerk.search("0,25 SSP").await?;
    clerk
        .window
        .until(
            "the sale to be found by its amount as it is shown",
            async |_| Ok(clerk.count("history-row").await? == 1),
        )
        .await?;
    clerk.search("tel:+211\u{2212}921\u{2212}234567").await?;
    clerk
        .window
        .until("the sale to be found by its number as the form takes it", async |_| {
            Ok(clerk.count("history-row").await? == 1)
        })
        .await?;
    clerk.window.close().await?;
    Ok(())
}

#[tokio::test]
async fn a_number_of_a_spreadsheet_stays_one_while_it_is_typed() -> Done {
    let fixture = Fixture::new().await;
    let clerk = in_locale(&fixture, "en_IN", "UTF-8", "en_IN.UTF-8", "Asia/Kolkata").await?;
    clerk.practise().await?;
    clerk.click("nav-till").await?;
    for typed in ["92123456.0", "9.2123456E7", "92123456-0"] {
        clerk.window.fill(By::TestId("top-up-number"), typed).await?;
        clerk.window.fill(By::TestId("top-up-amount"), "1,000.00").await?;
        clerk.click("top-up-continue").await?;
        let kept = clerk.window.value(By::TestId("top-up-number")).await?;
        assert_eq!(kept.replace(' ', ""), typed, "no mark is taken from it");
        clerk.window.find(By::Css("[data-testid=top-up-number][aria-invalid=true]")).await?;
    }
    clerk.window.close().await?;
    Ok(())
}
