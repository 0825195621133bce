//! Tests that run in processes of their own, so that each trusts a publisher of its own and can be killed or limited.
//!
//! A process that ran no test ends well, too. So a test counts as passed only where its process says that it ran one.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};

use airtill_http::scripted::PROXY_VARIABLES;

use crate::publisher::{Publisher, trusted};

/// Names the folder of a test's own process.
pub const FOLDER: &str = "AIRTILL_TEST_UPDATES";

/// The name of the test whose closure this is, as the test program knows it.
pub fn test_of<T>(_: &T) -> String {
    let path = std::any::type_name::<T>().trim_end_matches("::{{closure}}");
    path.split_once("::").map_or(path, |(_, name)| name).to_owned()
}

/// Starts a test of this program by itself, in a folder, with these variables. No file that it writes may be larger
/// than the variable `MOST_KIB` says, and `MASK` is its umask, where they are there.
pub fn start(test: &str, folder: &Path, variables: &[(&str, &str)]) -> Output {
    let limits = "trap '' XFSZ; umask ${MASK:-022}; ulimit -f $((${MOST_KIB:-1048576} * 2)); exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command
        .args(["-c", limits])
        .arg(std::env::current_exe().expect("this test program"))
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder)
        .env("SSL_CERT_FILE", trusted(folder))
        .env_remove("SSL_CERT_DIR");
    for name in PROXY_VARIABLES {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied()).output().expect("it starts")
}

/// Whether a process ran its test to a good end.
pub fn passed(run: &Output) -> bool {
    run.status.success() && String::from_utf8_lossy(&run.stdout).contains("1 passed")
}

/// Whether a process was killed, and did not end by itself.
pub fn is_killed(run: &Output) -> bool {
    const ABORTED: i32 = 6;
    run.status.signal() == Some(ABORTED)
}

/// All that a process wrote.
pub fn said(run: &Output) -> String {
    String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr)
}

/// Runs the body of the test of this name in a process of its own that trusts a publisher.
///
/// # Panics
/// The test failed there.
pub fn trusting<F: Future<Output = ()>>(test: &str, body: impl FnOnce(Publisher) -> F) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        return runtime.expect("a runtime").block_on(body(Publisher::at(Path::new(&folder))));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let run = start(test, folder.path(), &[]);
    assert!(passed(&run), "{}", said(&run));
}
