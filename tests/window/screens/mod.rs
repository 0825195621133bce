//! Every screen and every state of it that a person can bring about, checked in the same way: one file per part of the
//! till.
//!
//! Each file goes through its states as a person would and hands each to the [`Inspector`], which asks axe, looks for
//! parts that stick out sideways, and walks through it with the tab key, there and back. A state that is added has to
//! be added here; the dialogs are read from the window's source, so that none is forgotten.

mod company;
mod esims;
mod history;
mod inspector;
mod keys;
mod outcomes;
mod round;
mod selling;
mod settings;
mod signing_in;
mod sims;
mod updates;

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;
use fantoccini::key::Key;
use inspector::Inspector;
pub use round::{each, furnish};

/// Presses a button that asks first, checks its question, and goes the way back.
async fn dialog(eye: &Inspector, clerk: &Clerk, button: By<'_>, dialog: &str) -> Done {
    clerk.window.click(button).await?;
    clerk.see(dialog).await?;
    eye.look(clerk, dialog).await?;
    clerk.window.press(&[], Key::Escape).await?;
    clerk.window.gone(By::TestId(dialog)).await?;
    let back = "the focus to be back behind the dialog";
    clerk
        .window
        .until(back, async |window| {
            Ok(window.script("return document.activeElement !== document.body", vec![]).await? == true)
        })
        .await
}

/// Every dialog that the window's source names is among the states here.
#[test]
fn no_dialog_of_the_window_is_left_out() {
    let read = |folder: &str| {
        let mut files = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
        let mut text = String::new();
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else if path.extension().is_some_and(|extension| extension == "svelte" || extension == "rs") {
                text += &std::fs::read_to_string(path).unwrap();
            }
        }
        text
    };
    let (window, states) = (read("../ui/src"), read("window/screens"));
    let named: Vec<_> = window
        .split("<Dialog\n")
        .skip(1)
        .chain(window.split("<Dialog ").skip(1))
        .filter_map(|tag| tag.split_once("testid=\"")?.1.split_once('"'))
        .map(|(name, _)| name)
        .collect();
    let left_out: Vec<_> =
        named.iter().filter(|name| !name.contains('{') && !states.contains(&format!("\"{name}\""))).collect();
    assert!(named.len() > 6, "they were found: {named:?}");
    assert!(left_out.is_empty(), "{left_out:?}");
}
