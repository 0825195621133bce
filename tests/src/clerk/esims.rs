//! A person at a connection that sells eSIMs: the catalogue, an order, a SIM, a customer.
//!
//! Shared by the tests of the window and by the tour.

use fantoccini::key::Key;

use super::{Clerk, Done};
use crate::window::By;

/// The card of the practice eSIM service among the connections.
const PRACTICE_ESIMS: &str = "[data-testid=connection-practice-practice-esim] [data-testid=start-practise-esims]";
/// The SIM of the practice customer with whom everything goes well.
pub const BUYER: &str = "8944474000000000008";
/// A practice SIM that is unavailable, and ready again half a minute after it was looked at.
pub const UNAVAILABLE: &str = "8944474000000000198";
/// The SIM of another client.
pub const FOREIGN: &str = "8944474000000009991";

impl Clerk {
    /// Opens the practice eSIM service from the list of connections; practice is on already.
    ///
    /// # Errors
    /// When it is not there, or its catalogue does not come.
    pub async fn open_practice_esims(&self) -> Done {
        self.click("nav-start").await?;
        self.window.click(By::Css(PRACTICE_ESIMS)).await?;
        self.see("catalogue-search").await
    }

    /// Chooses the first product that is found so, by the keys alone.
    ///
    /// # Errors
    /// When no product is found, or its order does not come.
    pub async fn choose_product(&self, search: &str) -> Done {
        self.window.fill(By::TestId("catalogue-search"), search).await?;
        self.see("product-row").await?;
        self.window.press(&[], Key::Enter).await?;
        self.see("order-product").await
    }

    /// Chooses a country by its name.
    ///
    /// # Errors
    /// When the field is not there.
    pub async fn choose_country(&self, field: &str, name: &str) -> Done {
        self.window.fill(By::TestId(field), name).await?;
        self.window.press(&[], Key::Enter).await
    }

    /// Fills in the order of a new eSIM, and asks for its confirmation.
    ///
    /// # Errors
    /// When the till does not take it.
    pub async fn fill_in_esim(&self, search: &str, customer: &str) -> Done {
        self.choose_product(search).await?;
        self.window.fill(By::TestId("order-customer"), customer).await?;
        self.choose_country("order-country", "Kenya").await?;
        self.click("order-continue").await?;
        self.see("esim-confirmation").await
    }

    /// Orders a new eSIM, and waits until the service took it.
    ///
    /// # Errors
    /// When the till does not take it, or the service does not answer.
    pub async fn order_esim(&self, search: &str, customer: &str) -> Done {
        self.fill_in_esim(search, customer).await?;
        self.click("confirm-send").await?;
        self.window.gone(By::TestId("esim-confirmation")).await
    }

    /// Looks a SIM up, and waits for it.
    ///
    /// # Errors
    /// When it is not shown.
    pub async fn look_up_sim(&self, iccid: &str) -> Done {
        self.window.fill(By::TestId("sim-iccid"), iccid).await?;
        self.window.press(&[], Key::Enter).await?;
        let groups: Vec<&str> = (0..iccid.len()).step_by(4).map(|at| &iccid[at..iccid.len().min(at + 4)]).collect();
        self.has_text("sim-number", &groups.join(" ")).await
    }

    /// Asks for a customer.
    ///
    /// # Errors
    /// When the field is not there.
    pub async fn look_up_customer(&self, identifier: &str) -> Done {
        self.window.fill(By::TestId("customer-email"), identifier).await?;
        self.window.press(&[], Key::Enter).await
    }

    /// Unfolds the practice panel's troubles of one kind, as its summary names it.
    ///
    /// # Errors
    /// When the panel is not there.
    pub async fn unfold_esim_troubles(&self, kind: &str) -> Done {
        const UNFOLD: &str = "[...document.querySelectorAll('[data-testid=esim-trouble-group]')]
            .find((one) => one.innerText.trim() === arguments[0]).click()";
        self.click("esim-trouble-open").await?;
        self.see("esim-trouble-group").await?;
        self.window.script(UNFOLD, vec![kind.into()]).await?;
        Ok(())
    }
}
