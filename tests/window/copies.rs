//! One copy at a time: a second one hands its call to the first, or, where it cannot see it, is refused by the data
//! folder's lock.
//!
//! Copies are started as a desktop starts them. Two of them that write the same vault are tested with the vault.

use airtill_tests::clerk::{Clerk, Done, SecondCopy};

use crate::display::Display;
use crate::fixture::Fixture;

#[tokio::test]
async fn a_second_copy_gives_way_to_the_first_and_ends() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let mut second = SecondCopy::start(&fixture.data(), &[], true)?;
    assert!(second.ended().await?.success(), "it ends as if nothing had happened");
    clerk.sell("0921234567", "60", "confirmed").await?;
    Ok(())
}

#[tokio::test]
async fn a_second_copy_that_cannot_see_the_first_is_refused_and_says_so() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let mut second = SecondCopy::start(&fixture.data(), &[], false)?;
    let id = second.id();
    let dialog = "the second copy's message";
    let display = Display::open();
    clerk
        .window
        .until(dialog, async |_| Ok(display.windows_of(id).iter().any(|(_, title)| title.contains("Airtill"))))
        .await?;
    assert_eq!(clerk.count("screen-till").await?, 1, "the first one goes on");
    // A person reads it and closes it.
    display.close_windows_of(id);
    assert_eq!(second.ended().await?.code(), Some(1));
    let said = second.said()?;
    assert!(said.contains("Nothing was sent"), "{said:?}");
    clerk.sell("0921234567", "60", "confirmed").await?;
    Ok(())
}
