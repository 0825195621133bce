//! The practice customers and practice SIMs: an identifier or an ICCID that causes a trouble without any switch.
//!
//! A customer's identifier is `<word>@practice`, or `<word>+anything@practice` to order again for another person. A
//! top-up names no customer, so each row has a SIM whose customer it is. The words for people are the window's.

use crate::esim::troubles::Trouble;

/// A customer who causes a trouble, and the SIM that belongs to that customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PracticeCustomer {
    /// The identifier to type as the customer.
    pub identifier: &'static str,
    /// The trouble that an order for this customer meets; `None` where everything goes well.
    pub trouble: Option<Trouble>,
    /// The ICCID of the customer's SIM, for top-ups and look-ups: 19 digits.
    pub iccid: &'static str,
}

const fn row(identifier: &'static str, trouble: Trouble, iccid: &'static str) -> PracticeCustomer {
    PracticeCustomer { identifier, trouble: Some(trouble), iccid }
}

static CUSTOMERS: [PracticeCustomer; 21] = [
    PracticeCustomer { identifier: "buyer@practice", trouble: None, iccid: "8944474000000000008" },
    row("fails@practice", Trouble::OrderFails, "8944474000000000016"),
    row("stuck@practice", Trouble::OrderStuck, "8944474000000000024"),
    row("lost-before@practice", Trouble::OrderLostBefore, "8944474000000000032"),
    row("lost-after@practice", Trouble::OrderLostAfter, "8944474000000000040"),
    row("undated@practice", Trouble::OrderLostUndated, "8944474000000000057"),
    row("error-before@practice", Trouble::OrderErrorBefore, "8944474000000000065"),
    row("error-after@practice", Trouble::OrderErrorAfter, "8944474000000000073"),
    row("bad-gateway@practice", Trouble::OrderBadGateway, "8944474000000000081"),
    row("down@practice", Trouble::GatewayDown, "8944474000000000099"),
    row("forbidden@practice", Trouble::GatewayForbidden, "8944474000000000107"),
    row("gateway-limit@practice", Trouble::GatewayLimit, "8944474000000000115"),
    row("limit@practice", Trouble::TooManyRequests, "8944474000000000123"),
    row("quota@practice", Trouble::Quota, "8944474000000000131"),
    row("wrong-eid@practice", Trouble::WrongEid, "8944474000000000149"),
    row("full@practice", Trouble::ActiveLimitRefused, "8944474000000000156"),
    row("full-late@practice", Trouble::ActiveLimitFails, "8944474000000000164"),
    row("downloaded@practice", Trouble::SimDownloaded, "8944474000000000172"),
    row("installed@practice", Trouble::SimInstalled, "8944474000000000180"),
    row("unavailable@practice", Trouble::SimUnavailable, "8944474000000000198"),
    row("deactivated@practice", Trouble::SimDeactivated, "8944474000000000206"),
];

/// The ICCID of a SIM of another client.
pub const FOREIGN_ICCID: &str = "8944474000000009991";

/// ICCIDs as the service's own samples have them: 16 digits that fail Luhn, 19 that fail it, and 22.
pub const ODD_ICCIDS: [&str; 3] = ["8944538523000015", "8944474000000000991", "8944474000000000985000"];

/// Every practice customer, in the order in which a trainer reads them.
pub fn customers() -> &'static [PracticeCustomer] {
    &CUSTOMERS
}

/// The trouble that orders for this customer meet. The case of the identifier does not matter.
pub(crate) fn trouble_of(identifier: &str) -> Option<Trouble> {
    let (name, host) = identifier.trim().rsplit_once('@')?;
    if !host.eq_ignore_ascii_case("practice") {
        return None;
    }
    let word = name.split('+').next()?;
    let is_it = |customer: &&PracticeCustomer| {
        customer.identifier.strip_suffix("@practice").is_some_and(|known| known.eq_ignore_ascii_case(word))
    };
    CUSTOMERS.iter().find(is_it)?.trouble
}

#[cfg(test)]
mod tests {
    use super::{FOREIGN_ICCID, ODD_ICCIDS, customers, trouble_of};
    use crate::esim::numbers::luhn_digit;
    use crate::esim::troubles::Trouble;

    #[test]
    fn a_customer_is_found_with_and_without_more_behind_a_plus() {
        assert_eq!(trouble_of("fails@practice"), Some(Trouble::OrderFails));
        assert_eq!(trouble_of("Fails+2@PRACTICE"), Some(Trouble::OrderFails));
        assert_eq!(trouble_of("fails@practice.example"), None);
        assert_eq!(trouble_of("fails"), None);
        assert_eq!(trouble_of("buyer@practice"), None);
    }

    #[test]
    fn the_check_digits_are_right_where_they_are_meant_to_be() {
        let is_right = |iccid: &str| iccid.ends_with(luhn_digit(&iccid[..iccid.len() - 1]));
        for iccid in customers().iter().map(|customer| customer.iccid).chain([FOREIGN_ICCID]) {
            assert!(iccid.len() == 19 && is_right(iccid), "{iccid}");
        }
        assert_eq!(ODD_ICCIDS.map(str::len), [16, 19, 22]);
        assert!(!is_right(ODD_ICCIDS[0]) && !is_right(ODD_ICCIDS[1]));
    }
}
