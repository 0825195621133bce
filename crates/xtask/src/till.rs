//! Building the till and the programs that drive it, over the whole workspace.
//!
//! Cargo chooses a dependency's features from the packages it is asked to build: `--workspace` everywhere is what lets
//! `run`, the tests and the tour share one compilation of everything. What is measured is built in one command as well,
//! so that the till and the window it is compared with differ in nothing but themselves.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use cargo_metadata::Message;

use crate::step::{Stop, cargo, program, step};
use crate::workspace;

/// The environment variable that tells the programs of `tests/` which till to drive.
pub const BINARY: &str = "AIRTILL_TILL_BINARY";

/// What a measure needs, each as package and program: the till, the bare window, the measures.
pub const MEASURED: [(&str, &str); 3] =
    [("airtill", "airtill"), ("airtill-bare-window", "airtill-bare-window"), ("airtill-tests", "bench")];

/// Compiles the till with `ui/dist` inside it and answers its path.
///
/// # Errors
/// When it does not compile.
pub fn build() -> Result<PathBuf, Stop> {
    binary("the till", "airtill")
}

/// Compiles one program of the workspace and answers its path.
///
/// # Errors
/// When it does not compile.
pub fn binary(name: &str, bin: &str) -> Result<PathBuf, Stop> {
    program(&format!("building {name}"), cargo().args(["build", "--workspace", "--bin", bin]))?;
    path(&workspace::target()?, bin, "debug")
}

/// Compiles programs as they are shipped and answers their paths.
///
/// # Errors
/// When one does not compile.
pub fn build_measured<const N: usize>(programs: [(&str, &str); N]) -> Result<[PathBuf; N], Stop> {
    let mut command = cargo();
    command.args(["build", "--release", "--locked"]);
    for (package, bin) in programs {
        command.args(["--package", package, "--bin", bin]);
    }
    program("building what is measured", &mut command)?;
    let target = workspace::target()?;
    let mut paths = [const { PathBuf::new() }; N];
    for (into, (_, bin)) in paths.iter_mut().zip(programs) {
        *into = path(&target, bin, "release")?;
    }
    Ok(paths)
}

/// Compiles the tests of a package's library as the till is shipped, runs none, and answers their path.
///
/// # Errors
/// When they do not compile.
pub fn build_measured_tests(package: &str) -> Result<PathBuf, Stop> {
    step(&format!("building the tests of {package} as they are measured"), || {
        let mut command = cargo();
        command.args([
            "test",
            "--release",
            "--locked",
            "--lib",
            "--no-run",
            "--message-format",
            "json-render-diagnostics",
            "--package",
            package,
        ]);
        // What cargo has to say to a person goes to the terminal; only the list of what was built is read.
        let output = command
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| Stop::new(format!("cargo could not be started: {error}")))?;
        let built = Message::parse_stream(output.stdout.as_slice()).filter_map(Result::ok);
        let tests = built
            .filter_map(
                |message| if let Message::CompilerArtifact(artifact) = message { artifact.executable } else { None },
            )
            .last();
        tests
            .filter(|_| output.status.success())
            .map(|path| path.into_std_path_buf())
            .ok_or_else(|| Stop::new("the build left no tests"))
    })
}

fn path(target: &Path, bin: &str, folder: &str) -> Result<PathBuf, Stop> {
    let file = target.join(folder).join(format!("{bin}{}", std::env::consts::EXE_SUFFIX));
    if file.is_file() { Ok(file) } else { Err(Stop::new(format!("the build left no {}", file.display()))) }
}
