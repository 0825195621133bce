//! The programs of Linux desktops that open an address: one after the other, until one accepts it.
//!
//! `open` knows these programs and the form of their arguments. They are started here, because their environment has to
//! be ours to choose, and because their exit code becomes a sentence for the person. The till waits for the end of
//! each.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use airtill_app::ports::NotOpened;

use crate::environment::Variables;

/// Has an address opened by the first program that does not fail within `patience`. It inherits `variables` and nothing
/// else, and is looked for on their path.
///
/// # Errors
/// No program accepted it; the message of the first one that ran.
pub fn launch(address: &str, variables: &Variables, patience: Duration) -> Result<(), NotOpened> {
    let (mut ended, mut refused) = (None, None);
    for mut command in open::commands(address) {
        let program = command.get_program().to_string_lossy().into_owned();
        match start(inheriting(&mut command, variables), patience) {
            Ok(None) => return Ok(()),
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => ended = ended.or(Some(words(&program, status))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => refused = refused.or(Some(format!("{program}: {error}"))),
        }
    }
    let reason = ended.or(refused).unwrap_or_else(|| "xdg-open is not installed".to_owned());
    Err(NotOpened { reason })
}

/// Sets the environment of a command to `variables`, under the ones that `open` has set for it. Its process group is
/// its own, so that it outlives the till.
fn inheriting<'a>(command: &'a mut Command, variables: &Variables) -> &'a mut Command {
    let own: Vec<_> =
        command.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
    command
        .env_clear()
        .envs(variables)
        .envs(own)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

/// Starts a program; its exit status within `patience`, or `None` if it still runs.
fn start(command: &mut Command, patience: Duration) -> io::Result<Option<ExitStatus>> {
    let (give, given) = mpsc::channel::<std::process::Child>();
    let (tell, ended) = mpsc::channel();
    // The thread exists before the child does: a child without a waiter would stay in the system's table when it has
    // ended.
    let waiting = move || {
        if let Ok(mut child) = given.recv() {
            let _ = tell.send(child.wait());
        }
    };
    thread::Builder::new().name("browser-wait".to_owned()).stack_size(64 * 1024).spawn(waiting)?;
    give.send(command.spawn()?).expect("the thread above waits for it");
    // A program whose exit status is lost was started all the same: the next one would open a second tab.
    Ok(ended.recv_timeout(patience).ok().and_then(Result::ok))
}

/// The meaning of a failed exit; the codes of `xdg-open` stand in its manual.
fn words(program: &str, status: ExitStatus) -> String {
    match (program, status.code()) {
        ("xdg-open", Some(3)) => "xdg-open found no browser".to_owned(),
        ("xdg-open", Some(4)) => "xdg-open could not open the browser".to_owned(),
        (_, Some(code)) => format!("{program} ended with code {code}"),
        (_, None) => format!("{program} was ended by the system"),
    }
}
