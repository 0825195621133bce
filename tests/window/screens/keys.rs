//! The walk of the keys: Tab through everything that can have the focus, and Shift with Tab back.
//!
//! The stops come in the order of the page, each once, with a ring, in sight and with nothing over it; a dialog keeps
//! the focus; the focus is never on nothing. A group of radio buttons is one stop.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::WindowError;
use fantoccini::key::Key;
use serde_json::{Value, json};

/// Stops of the most important states, by their marks, in the order in which a person needs them. Others may stand
/// between.
const ORDERS: &[(&str, &[&str])] = &[
    (
        "the till before the first sale",
        &[
            "nav-start",
            "nav-till",
            "nav-history",
            "nav-settings",
            "connection-name",
            "float-refresh",
            "top-up-number",
            "top-up-amount",
            "top-up-continue",
        ],
    ),
    ("a form without a number", &["top-up-number", "top-up-amount", "quick-amount", "top-up-continue", "trouble-open"]),
    ("a confirmation", &["float-refresh", "confirm-back", "confirm-send"]),
    ("a confirmation that asks about the number", &["confirm-number-yes", "confirm-back", "confirm-send"]),
    ("a confirmation that misses its reason", &["confirm-reason", "confirm-back", "confirm-send"]),
    (
        "a confirmation that may pay twice and misses its yes",
        &["earlier-look", "confirm-reason", "confirm-override", "confirm-back", "confirm-send"],
    ),
    ("confirmed", &["outcome-next", "outcome-history"]),
    ("declinedButCharged", &["outcome-claim", "outcome-next", "outcome-settle", "outcome-history"]),
    ("the history", &["history-in-doubt", "history-search", "table"]),
    (
        "settle-dialog",
        &["settle-arrived-yes", "settle-charged-yes", "settle-reason", "settle-cancel", "settle-confirm"],
    ),
    ("secret-dialog", &["secret-field", "secret-cancel", "secret-keep"]),
    ("create-dialog", &["create-cancel", "create-confirm"]),
    ("remove-dialog", &["remove-cancel", "remove-confirm"]),
    (
        "the settings",
        &[
            "theme-system",
            "text-size-100",
            "show-keys",
            "sign-out",
            "forget-computer",
            "settings-connections",
            "signature-check",
            "licences",
        ],
    ),
    ("a connection file", &["import-cancel", "import-add"]),
    ("a sign-in without a name", &["sign-in-username", "sign-in-password", "sign-in-submit"]),
];

/// How often a walk is begun again because a notice came or went on the way.
const TURNS: usize = 3;

/// Walks through the state of this name, which the window shows. Returns the violations, in words.
///
/// # Errors
/// When the window is gone.
pub async fn walk(clerk: &Clerk, state: &str) -> Done<Value> {
    for _ in 1..TURNS {
        let reported = walk_once(clerk, state).await?;
        if ask(clerk, "whole").await? == true {
            return Ok(reported);
        }
    }
    walk_once(clerk, state).await
}

async fn walk_once(clerk: &Clerk, state: &str) -> Done<Value> {
    let listed = ask(clerk, "list").await?;
    let names: Vec<&str> = listed.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut wrong = Vec::new();
    let wanted = ORDERS.iter().find(|(of, _)| *of == state).map_or(&[][..], |(_, marks)| marks);
    if !is_in_order(wanted, &names) {
        wrong.push(format!("the stops are {names:?}, and should come as {wanted:?}"));
    }
    if ask(clerk, "now").await?["wrong"] == json!(["the focus is on nothing"]) {
        wrong.push("it begins with the focus on nothing".to_owned());
    }
    for (back, held) in [(false, &[][..]), (true, &[Key::Shift][..])] {
        let mut passed = Vec::new();
        for _ in 0..names.len() {
            clerk.window.press(held, Key::Tab).await?;
            let now = ask(clerk, "now").await?;
            for fault in now["wrong"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                wrong.push(format!(
                    "{}{}: {fault}",
                    now["name"].as_str().unwrap_or_default(),
                    if back { ", backwards" } else { "" }
                ));
            }
            passed.push(now["at"].as_i64().unwrap_or(-1));
        }
        if !is_round(&passed, back) {
            let way: Vec<&str> = passed
                .iter()
                .map(|at| usize::try_from(*at).ok().and_then(|at| names.get(at)).copied().unwrap_or("elsewhere"))
                .collect();
            wrong.push(format!(
                "the stops are {names:?}, but the key{} came to {way:?}",
                if back { " backwards" } else { "" }
            ));
        }
    }
    Ok(json!(wrong))
}

/// Whether these are all stops, one after another, beginning anywhere.
fn is_round(passed: &[i64], back: bool) -> bool {
    let stops = i64::try_from(passed.len()).unwrap_or(i64::MAX);
    let step = if back { -1 } else { 1 };
    passed.windows(2).all(|pair| pair[1] == (pair[0] + step).rem_euclid(stops)) && passed.iter().all(|at| *at >= 0)
}

/// Whether the stops with these marks are there, one after another, others between them or not.
fn is_in_order(marks: &[&str], names: &[&str]) -> bool {
    let mut stops = names.iter();
    marks.iter().all(|mark| stops.any(|name| name.split(' ').any(|word| word == *mark)))
}

async fn ask(clerk: &Clerk, what: &str) -> Result<Value, WindowError> {
    clerk.window.script(include_str!("stops.js"), vec![json!(what)]).await
}

#[cfg(test)]
mod tests {
    use super::{is_in_order, is_round};

    #[test]
    fn a_walk_may_begin_anywhere_and_leaves_no_stop_out() {
        assert!(
            is_round(&[0, 1, 2], false)
                && is_round(&[2, 0, 1], false)
                && is_round(&[1, 0, 2], true)
                && is_round(&[0], false)
        );
        assert!(
            !is_round(&[0, 2, 1], false)
                && !is_round(&[0, 0, 1], false)
                && !is_round(&[0, 1, -1], false)
                && !is_round(&[0, 1, 2], true)
        );
    }

    #[test]
    fn an_order_allows_others_between_and_nothing_the_other_way_round() {
        let names = ["button back Back", "table  History", "button send Send"];
        assert!(is_in_order(&["back", "send"], &names) && is_in_order(&["table"], &names) && is_in_order(&[], &names));
        assert!(!is_in_order(&["send", "back"], &names) && !is_in_order(&["gone"], &names));
    }
}
