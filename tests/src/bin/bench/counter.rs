//! The counter of the measures: the till as it is shipped, practising, in a window on a display of its own.
//!
//! The window is driven as a person drives it, and the page itself measures: from an event's own time stamp to the
//! moment after the frame that shows its effect. Its records are 5,000 sales, written before it opens.

use airtill_tests::clerk::Clerk;
use airtill_tests::past;
use airtill_tests::window::Launch;
use serde_json::Value;

use crate::account;
use crate::measure::Fallible;
use crate::screen::Screen;

/// The number of sales in the ledger.
pub const SALES: u32 = 5_000;

/// The variable that gives the practice service the least number of its products.
const PRODUCTS: &str = "AIRTILL_PRACTICE_PRODUCTS";

/// The script that measures in the page.
const PAINTED: &str = include_str!("painted.js");
/// Answers once the picture stands still and shows the text of its only argument.
const SETTLED: &str =
    "const [shown, done] = arguments; window.measured.settled(() => document.querySelector(shown) !== null, done)";

/// The times from an event to its effects, in microseconds.
#[derive(Clone, Copy)]
pub struct Painted {
    /// The paint of the first change.
    pub first: u64,
    /// The paint of the last change.
    pub last: u64,
}

/// The open till.
pub struct Counter {
    /// The person in front of it.
    pub clerk: Clerk,
    // In this order: the display is dropped after the window, and the folder after both.
    _screen: Screen,
    _folder: tempfile::TempDir,
}

impl Counter {
    /// Opens the till with its past sales and begins to practise.
    pub async fn open() -> Fallible<Self> {
        Self::practising(None).await
    }

    /// Opens the till beside a practice service that sells so many products, and shows its catalogue.
    pub async fn of_esims(products: usize) -> Fallible<Self> {
        let counter = Self::practising(Some(products)).await?;
        counter.clerk.open_practice_esims().await?;
        Ok(counter)
    }

    async fn practising(products: Option<usize>) -> Fallible<Self> {
        let (screen, folder) = (Screen::start()?, account::folder()?);
        let data = account::data(folder.path());
        past::write(&data, SALES)?;
        let mut launch = Launch::on(&data)?.variable("DISPLAY", screen.name()).variable("GDK_BACKEND", "x11");
        if let Some(products) = products {
            launch = launch.variable(PRODUCTS, products.to_string());
        }
        let clerk = Clerk::of(launch).await?;
        clerk.practise().await?;
        clerk.window.script(PAINTED, vec![]).await?;
        Ok(Self { clerk, _screen: screen, _folder: folder })
    }

    /// Waits until the picture stands still and this can be found in it.
    pub async fn settled(&self, shown: &str) -> Fallible<Painted> {
        let reported = self.clerk.window.script_async(SETTLED, vec![Value::from(shown)]).await?;
        match (reported[0].as_u64(), reported[1].as_u64()) {
            (Some(first), Some(last)) => Ok(Painted { first, last }),
            _ => Err(format!("the page tells no times: {reported}").into()),
        }
    }
}
