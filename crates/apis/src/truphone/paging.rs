//! Pages of subscriptions, to the end and never around in a circle.
//!
//! The service names the neighbouring pages by addresses whose host may be wrong behind its gateway. So `page` and
//! `size` are taken from them and everything else is left: the client asks its own base address. The number of the
//! first page is not documented, so the first request names none.

use std::collections::HashSet;

use airtill_domain::text::SHOWN_CHARACTERS;
use url::form_urlencoded;

use crate::error::{ApiError, OddError};
use crate::truphone::answer::{Listed, Subscription};

/// The most pages of one list: more than a person or the evidence of a sale could need.
const MOST_PAGES: usize = 1000;

/// A page of subscriptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionPage {
    /// The subscriptions on this page.
    pub list: Listed<Subscription>,
    /// The page behind this one.
    pub next: NextPage,
    /// The page before this one, where the service names one readably.
    pub previous: Option<PagePosition>,
}

/// The page behind another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// This is the last page.
    None,
    /// There is one.
    At(PagePosition),
    /// There is one, and the service does not say readably where: the list is not whole.
    Unreadable,
}

/// The position of a page in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PagePosition {
    /// The first page.
    #[default]
    First,
    /// A page that the service named.
    Named {
        /// Its number; the first one is 0 or 1.
        page: u32,
        /// The entries of a page, where the service named them.
        size: Option<u32>,
    },
}

impl NextPage {
    /// Reads the value of a page header: an address of any host, or its path and query alone.
    pub(super) fn read(value: Option<&str>) -> Self {
        let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { return Self::None };
        let (address, _) = value.split_once('#').unwrap_or((value, ""));
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let number = |name: &str| {
            let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
            let digits = values.next().filter(|(_, value)| value.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|(_, value)| value.parse().ok())
        };
        match number("page") {
            Some(page) if value.len() <= 16 * SHOWN_CHARACTERS => {
                Self::At(PagePosition::Named { page, size: number("size") })
            }
            _ => Self::Unreadable,
        }
    }
}

/// The way through all pages of one list.
///
/// Ask for [`Pages::position`] and give each page to [`Pages::read`], until there is no position left.
#[derive(Debug, Default)]
pub struct Pages {
    asked: HashSet<PagePosition>,
    position: PagePosition,
    ended: bool,
}

impl Pages {
    /// The page to ask for; `None` where the last one was read, or the way broke off.
    pub fn position(&self) -> Option<PagePosition> {
        (!self.ended).then_some(self.position)
    }

    /// Goes on to the page behind `page`.
    ///
    /// # Errors
    /// Odd where the list cannot be read to its end: the next page is not named readably, was read before, or is one
    /// beyond a thousand. There is no position then.
    pub fn read(&mut self, page: &SubscriptionPage) -> Result<(), ApiError> {
        self.asked.insert(self.position);
        match page.next {
            NextPage::At(next) if !self.asked.contains(&next) && self.asked.len() < MOST_PAGES => {
                self.position = next;
                return Ok(());
            }
            _ => self.ended = true,
        }
        match page.next {
            NextPage::None => Ok(()),
            NextPage::At(_) | NextPage::Unreadable => Err(ApiError::Odd { error: OddError::Field("X-Next-Page") }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page(next: NextPage) -> SubscriptionPage {
        SubscriptionPage { list: Listed { entries: Vec::new(), left_out: 0 }, next, previous: None }
    }

    fn named(page: u32, size: Option<u32>) -> NextPage {
        NextPage::At(PagePosition::Named { page, size })
    }

    #[test]
    fn page_and_size_are_taken_from_an_address_of_any_host() {
        for (value, read) in [
            ("https://services.truphone.com/connect-api/v1/subscription?page=2&size=50", named(2, Some(50))),
            ("http://10.1.2.3:8080/v1/subscription?email=a%2Bb&size=50&page=0", named(0, Some(50))),
            ("/v1/subscription?page=1", named(1, None)),
            ("?page=1#page=7", named(1, None)),
            ("https://evil.example/?page=3&size=x", named(3, None)),
            ("https://a.example/?page=-1", NextPage::Unreadable),
            ("https://a.example/?page=+1", NextPage::Unreadable),
            ("https://a.example/?page=", NextPage::Unreadable),
            ("https://a.example/?page=99999999999", NextPage::Unreadable),
            ("https://a.example/?Page=1", NextPage::Unreadable),
            ("https://a.example/next", NextPage::Unreadable),
            ("null", NextPage::Unreadable),
            (" ", NextPage::None),
        ] {
            assert_eq!(NextPage::read(Some(value)), read, "{value}");
        }
        assert_eq!(NextPage::read(None), NextPage::None);
    }

    #[test]
    fn pages_are_read_to_the_end_from_0_or_from_1() {
        for first in [0, 1] {
            let mut pages = Pages::default();
            let mut asked = Vec::new();
            while let Some(position) = pages.position() {
                asked.push(position);
                let next = if asked.len() < 4 { named(first + asked.len() as u32, None) } else { NextPage::None };
                pages.read(&page(next)).expect("a way to the end");
            }
            assert_eq!((asked.len(), asked[0]), (4, PagePosition::First));
            assert_eq!(asked[3], PagePosition::Named { page: first + 3, size: None });
        }
    }

    #[test]
    fn a_circle_an_endless_list_and_a_lost_page_are_told() {
        let (mut circle, mut rounds) = (Pages::default(), 0);
        let end = loop {
            rounds += 1;
            if let Err(error) = circle.read(&page(named(rounds % 3, None))) {
                break error;
            }
        };
        assert_eq!((rounds, end), (4, ApiError::Odd { error: OddError::Field("X-Next-Page") }));
        assert_eq!(circle.position(), None);
        let mut endless = Pages::default();
        let read = (1..).take_while(|number| endless.read(&page(named(*number, None))).is_ok()).count();
        assert_eq!((read + 1, endless.position()), (MOST_PAGES, None));
        let mut lost = Pages::default();
        assert!(lost.read(&page(NextPage::Unreadable)).is_err() && lost.position().is_none());
    }

    proptest! {
        #[test]
        fn every_way_ends(starts in prop::collection::vec(0_u32..20, 20), sizes in prop::collection::vec(0_u32..3, 20)) {
            let (mut pages, mut asked) = (Pages::default(), 0);
            while let Some(position) = pages.position() {
                asked += 1;
                prop_assert!(asked <= 61, "each position once");
                let at = if let PagePosition::Named { page, .. } = position { page as usize } else { 0 };
                let next = if starts[at] == 19 { NextPage::None } else { named(starts[at], Some(sizes[at])) };
                let _told = pages.read(&page(next));
            }
        }

        #[test]
        fn no_header_crashes_the_reader(value in "\\PC{0,60}") {
            let _no_panic = NextPage::read(Some(&value));
        }
    }
}
