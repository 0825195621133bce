//! The screen of the company's accounts: looking a user up, making one, the countries by the keys alone, and signing
//! out.
//!
//! The clerk is signed in by the form, since the way does not matter here. The services are those inside the till.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;
use fantoccini::key::Key;

use crate::fixture::Fixture;
use crate::keyboard::{focus_is_on, tab_to};

/// The practice clerk, signed in, at the account screen.
async fn at_account(fixture: &Fixture) -> Done<Clerk> {
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sign_in_as_practice_clerk().await?;
    Ok(clerk)
}

/// Waits until the line under a field has this text.
async fn at_field(clerk: &Clerk, mark: &str, words: &str) -> Done {
    let script = "const field = document.querySelector(`[data-testid=${arguments[0]}]`);
        return field.getAttribute('aria-invalid') === 'true' &&
          (field.getAttribute('aria-describedby') ?? '').split(' ').some((id) => document.getElementById(id)?.textContent.includes(arguments[1]))";
    let arguments = vec![serde_json::json!(mark), serde_json::json!(words)];
    clerk
        .window
        .until(&format!("{words:?} at {mark}"), async |window| {
            Ok(window.script(script, arguments.clone()).await? == true)
        })
        .await
}

#[tokio::test]
async fn a_user_is_looked_up_and_an_error_stands_at_its_field() -> Done {
    let fixture = Fixture::new().await;
    let clerk = at_account(&fixture).await?;
    let look_up = async |number: &str| {
        clerk.window.fill(By::TestId("look-up-id"), number).await?;
        clerk.window.press(&[], Key::Enter).await
    };
    look_up("2").await?;
    clerk.has_text("look-up-found", "José Lado").await?;
    clerk.has_text("look-up-found", "jose@practice.example").await?;
    clerk.has_text("look-up-found", "Administrator").await?;
    look_up("999").await?;
    at_field(&clerk, "look-up-id", "No user has this number").await?;
    assert_eq!(clerk.count("look-up-found").await?, 0, "whoever was found before is gone");
    focus_is_on(&clerk, "User number").await?;
    look_up("12x").await?;
    at_field(&clerk, "look-up-id", "This is not a user's number").await?;
    look_up("7").await?;
    clerk.has_text("look-up-found", "Amina Deng").await?;
    Ok(())
}

#[tokio::test]
async fn a_user_is_made_once_after_a_question_and_refusals_are_at_their_fields() -> Done {
    let fixture = Fixture::new().await;
    let clerk = at_account(&fixture).await?;
    let write = async |email: &str, password: &str| {
        clerk.window.fill(By::TestId("create-email"), email).await?;
        clerk.window.fill(By::TestId("create-password"), password).await?;
        clerk.click("create-submit").await
    };
    write("nobody", "long enough").await?;
    at_field(&clerk, "create-email", "This is not an e-mail address").await?;
    focus_is_on(&clerk, "E-mail address").await?;

    write("amina@practice.example", "brief").await?;
    clerk.click("create-confirm").await?;
    at_field(&clerk, "create-email", "has already been taken").await?;
    at_field(&clerk, "create-password", "is too short").await?;
    focus_is_on(&clerk, "E-mail address").await?;
    assert_eq!(clerk.count("create-created").await?, 0);
    assert_eq!(clerk.window.value(By::TestId("create-password")).await?, "", "a password is never kept");

    write("peter@practice.example", "long enough").await?;
    clerk.has_text("create-dialog", "Create a user for peter@practice.example?").await?;
    clerk.click("create-cancel").await?;
    clerk.window.gone(By::TestId("create-dialog")).await?;
    assert_eq!(clerk.count("create-created").await?, 0);
    clerk.click("create-submit").await?;
    clerk.click("create-confirm").await?;
    clerk.has_text("create-created", "The user was created").await?;
    clerk.has_text("create-created", "peter@practice.example").await?;
    assert_eq!(clerk.window.value(By::TestId("create-email")).await?, "");
    clerk.window.fill(By::TestId("look-up-id"), "1001").await?;
    clerk.click("look-up-submit").await?;
    clerk.has_text("look-up-found", "peter@practice.example").await?;
    Ok(())
}

#[tokio::test]
async fn a_country_is_chosen_by_the_keys_alone() -> Done {
    let fixture = Fixture::new().await;
    let clerk = at_account(&fixture).await?;
    clerk.see("country-picker").await?;
    tab_to(&clerk, "combobox Country").await?;
    clerk.window.type_text("uga").await?;
    clerk.see("country-option-UG").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.has_text("country-chosen", "Uganda").await?;
    assert_eq!(clerk.window.value(By::TestId("country-picker")).await?, "Uganda");

    clerk.window.press(&[Key::Control], 'a').await?;
    clerk.window.type_text("sudan").await?;
    clerk.window.find(By::Css("[data-testid=country-option-SD], [data-testid=country-option-SS]")).await?;
    let active = "return document.querySelector('[role=option].active')?.innerText ?? ''";
    let first = clerk.window.script(active, vec![]).await?;
    clerk.window.press(&[], Key::Down).await?;
    clerk
        .window
        .until("another country to be active", async |window| Ok(window.script(active, vec![]).await? != first))
        .await?;
    let second = clerk
        .window
        .script(active, vec![])
        .await?
        .as_str()
        .unwrap_or_default()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    assert!(second.contains("Sudan"), "{second}");
    clerk.window.press(&[], Key::Enter).await?;
    clerk.has_text("country-chosen", &second).await?;

    clerk.window.press(&[Key::Control], 'a').await?;
    clerk.window.type_text("qqq").await?;
    clerk.see("country-none").await?;
    clerk.window.press(&[], Key::Escape).await?;
    let put_back = "what was chosen to stand there again";
    clerk
        .window
        .until(put_back, async |window| Ok(window.value(By::TestId("country-picker")).await? == second))
        .await?;
    clerk.on("account").await?;
    focus_is_on(&clerk, "combobox Country").await
}

#[tokio::test]
async fn signing_out_asks_first_and_sales_are_no_longer_named() -> Done {
    let fixture = Fixture::new().await;
    let clerk = at_account(&fixture).await?;
    clerk.has_text("person", "Amina Deng").await?;
    clerk.click("account-sign-out").await?;
    clerk.see("account-sign-out-dialog").await?;
    clerk.click("account-sign-out-cancel").await?;
    clerk.window.gone(By::TestId("account-sign-out-dialog")).await?;
    clerk.see("account-name").await?;
    clerk.click("account-sign-out").await?;
    clerk.click("account-sign-out-confirm").await?;
    clerk.see("account-signed-out").await?;
    clerk
        .window
        .until("the bar to name her no more", async |_| Ok(!clerk.says("person").await?.contains("Amina")))
        .await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.search("").await?;
    clerk.open_sale().await?;
    assert!(!clerk.says("history-detail").await?.contains("Amina Deng"));
    Ok(())
}

#[tokio::test]
async fn only_the_screen_scrolls_and_never_the_window_itself() -> Done {
    let fixture = Fixture::new().await;
    let clerk = at_account(&fixture).await?;
    clerk.see("country-picker").await?;
    clerk.window.size(900, 640).await?;
    clerk.window.script("document.querySelector('[data-testid=sign-in-troubles]').scrollIntoView()", vec![]).await?;
    let reported =
        clerk.window.script("return [document.querySelector('main').scrollTop > 0, scrollY, document.scrollingElement.scrollHeight - innerHeight]", vec![]);
    assert_eq!(
        reported.await?,
        serde_json::json!([true, 0, 0]),
        "what is only heard stays inside the part that scrolls"
    );
    Ok(())
}
