//! The tour: a walk through the real window, with a picture of every step in `target/tour`.
//!
//! It is for a person without a display, and for people who review the screens. Each step waits for its own part of the
//! screen and fails aloud when that does not come. `cargo xtask run` starts it where there is no display; by itself it
//! wants a display, a session bus and the till in `AIRTILL_TILL_BINARY`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the tour tells a person at a terminal what it shows")]

mod accounts;
mod album;
mod damaged;
mod esims;
mod forced_colours;
mod limited;
mod looking;
mod looks;
mod selling;
mod signing_in;
mod stop;
mod updates;
mod ways;

use std::process::ExitCode;

use album::Album;
use stop::Stop;

#[tokio::main]
async fn main() -> ExitCode {
    match walk().await {
        Ok(pictures) => {
            println!("{pictures} pictures taken.");
            ExitCode::SUCCESS
        }
        Err(stop) => {
            eprintln!("The tour stopped: {stop}");
            let mut cause = stop.source();
            while let Some(deeper) = cause {
                eprintln!("  because: {deeper}");
                cause = deeper.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn walk() -> Result<usize, Stop> {
    let folder = tempfile::tempdir()?;
    let mut album = Album::open(folder.path()).await?;
    selling::practise(&mut album).await?;
    selling::outcomes(&mut album).await?;
    selling::doubts(&mut album).await?;
    looking::back(&mut album).await?;
    esims::selling(&mut album).await?;
    esims::looking_up(&mut album).await?;
    accounts::practice(&mut album).await?;
    let service = signing_in::trial(&mut album, folder.path()).await?;
    let company = accounts::company(&mut album, folder.path()).await?;
    looking::around(&mut album).await?;
    looking::otherwise(&mut album).await?;
    company.stop().await;
    accounts::alone(&mut album).await?;
    service.stop().await;
    selling::alone(&mut album).await?;
    let album = updates::through(album, folder.path()).await?;
    let album = limited::through(album, folder.path()).await?;
    let album = damaged::through(album, folder.path()).await?;

    let mut album = album.reopen_still(folder.path()).await?;
    selling::practise(&mut album).await?;
    selling::outcomes(&mut album).await?;
    selling::doubts(&mut album).await?;
    album.close().await
}
