//! The settings in the real window: everything in them within reach at every size, unfolded, in both directions of
//! reading.
//!
//! The effect of each setting is tested with its subject: the size of text, the certificate, the sign-out. Here only
//! the size of the window and of its text changes.

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::Options;
use airtill_tests::browser::Walked;
use airtill_tests::clerk::{Clerk, accounts_file};
use airtill_tests::window::Launch;
use airtill_tests::world::file_over_https;
use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::looks::SIDEWAYS;

/// The controls on this screen that a person cannot get to: outside of the window, or under another part, at every
/// scroll position.
const OUT_OF_REACH: &str = "return [...document.querySelectorAll('main button, main input, main code')].flatMap((part) => {
    const seen = part.matches('input[type=radio]') ? part.nextElementSibling : part;
    seen.scrollIntoView({ block: 'center' });
    const box = seen.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 8));
    const there = box.left >= 0 && box.right <= innerWidth + 1 && (top === part || seen.contains(top) || top?.contains(seen) || part.contains(top));
    return there ? [] : [`${part.localName} ${part.getAttribute('aria-label') ?? part.textContent ?? part.value} at ${box.left} ${box.top}`];
  })";

#[tokio::test]
async fn everything_in_the_settings_is_within_reach_at_every_size() -> Walked<()> {
    let fixture = Fixture::new().await;
    let service = PracticeAccounts::start(Options::default()).await?;
    let file = accounts_file(fixture.folder.path(), &service, &file_over_https())?;
    let clerk = Clerk::of(
        Launch::on(&fixture.data())?.argument(&file.to_string_lossy()).variable("HOME", fixture.folder.path()),
    )
    .await?;
    clerk.see("import").await?;
    clerk.add_connection().await?;
    clerk.details_of("test-staff").await?;
    clerk.see("settings-certificate").await?;
    clerk.click("settings-test").await?;
    clerk.see("registration-redirect").await?;
    for (width, height, percent) in [(1180, 780, 100), (900, 520, 100), (900, 640, 200), (900, 520, 200)] {
        clerk.text_size(100).await?;
        clerk.window.size(width, height).await?;
        clerk.text_size(percent).await?;
        for direction in ["ltr", "rtl"] {
            let at = format!("{width} by {height} at {percent} %, {direction}");
            clerk.window.script("document.documentElement.dir = arguments[0]", vec![json!(direction)]).await?;
            clerk.window.painted().await?;
            assert_eq!(clerk.window.script(SIDEWAYS, vec![]).await?, json!([]), "{at}");
            assert_eq!(clerk.window.script(OUT_OF_REACH, vec![]).await?, Value::Array(vec![]), "{at}");
        }
    }
    service.stop().await;
    Ok(())
}
