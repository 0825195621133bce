//! The builds of all commands: the bindings, the window's code, the till, and the programs that drive or measure it.
//!
//! The window's code lands in `ui/dist` and is embedded into the till when the till is compiled, so it comes first.
//! Cargo chooses a dependency's features from the packages it is asked to build: `--workspace` everywhere is what lets
//! `run`, the tests and the tour share one compilation of everything. The measured programs are built in one command as
//! well, so that the till and the window it is compared with differ in nothing but themselves.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::Message;

use crate::step::{Stop, cargo, program, root, step, succeed, target_folder, ui_folder};

/// The permission of the window to listen to our events, and nothing else of the core's.
const LISTENING: [&str; 2] = ["core:event:allow-listen", "core:event:allow-unlisten"];

/// The files that follow from the crate `contract`: each file with its text. Both are committed, so that the window's
/// code can be checked without Rust, and so that a person can read what the window may ask.
pub fn derived_files() -> [(PathBuf, String); 2] {
    [
        (ui_folder().join("src/lib/ipc/generated.ts"), airtill_contract::typescript()),
        (root().join("src-tauri/capabilities/main.json"), capability(airtill_contract::COMMANDS)),
    ]
}

/// The one capability of the window: every command of ours, and to listen to our events.
fn capability(commands: &[&str]) -> String {
    let own = commands.iter().map(|command| format!("allow-{}", command.replace('_', "-")));
    let permissions: Vec<String> = LISTENING.iter().map(|name| (*name).to_owned()).chain(own).collect();
    let permissions: Vec<String> = permissions.iter().map(|name| format!("    \"{name}\"")).collect();
    format!(
        "{{\n  \"$schema\": \"../gen/schemas/desktop-schema.json\",\n  \"identifier\": \"main\",\n  \
         \"description\": \"What the one window may ask of the till: our own commands, and to listen to its events. \
         Written by `cargo xtask bindings`.\",\n  \"windows\": [\n    \"main\"\n  ],\n  \"permissions\": [\n{}\n  ]\n}}\n",
        permissions.join(",\n")
    )
}

/// Writes the TypeScript of everything that crosses to the window, and the capability of the window, where they differ.
///
/// # Errors
/// When one cannot be written.
pub fn bindings() -> Result<(), Stop> {
    step("bindings", || {
        for (file, text) in derived_files() {
            if std::fs::read_to_string(&file).is_ok_and(|before| before == text) {
                println!("{} is up to date", file.display());
                continue;
            }
            let failed = |error| Stop::new(format!("{} cannot be written: {error}", file.display()));
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            std::fs::write(&file, text).map_err(failed)?;
            println!("wrote {}", file.display());
        }
        Ok(())
    })
}

/// Installs the window's npm packages where the lock file has changed since they were installed.
///
/// # Errors
/// When npm fails.
pub fn ui_packages() -> Result<(), Stop> {
    packages("the window's packages", &ui_folder())
}

/// Installs the npm packages of the real OpenID provider that tests sign in at, as [`ui_packages`] does.
///
/// # Errors
/// When npm fails.
pub fn provider_packages() -> Result<(), Stop> {
    packages("a real OpenID provider", &root().join("tests/interop/oidc_provider"))
}

fn packages(what: &'static str, folder: &Path) -> Result<(), Stop> {
    let lock = folder.join("package-lock.json");
    let done = folder.join("node_modules/.package-lock.json");
    let changed = |file: &std::path::Path| file.metadata().and_then(|about| about.modified()).ok();
    if let (Some(lock), Some(done)) = (changed(&lock), changed(&done))
        && done >= lock
    {
        return Ok(());
    }
    step(what, || {
        println!("npm ci: its packages are missing, or older than {}", lock.display());
        succeed(npm().current_dir(folder).args(["ci", "--no-audit", "--no-fund"]))
    })
}

/// Builds `ui/dist`.
///
/// # Errors
/// When the build fails.
pub fn ui() -> Result<(), Stop> {
    program("the window's build", npm().args(["run", "build"]))
}

/// A command that runs npm in the folder of the window's code.
pub fn npm() -> Command {
    // On Windows npm is a batch file, which only its full name starts.
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(ui_folder());
    command
}

/// The environment variable that names the till for the programs of `tests/`.
pub const TILL_BINARY: &str = "AIRTILL_TILL_BINARY";

/// The programs that a measure needs, each as package and program: the till, the bare window, the measures.
pub const MEASURED: [(&str, &str); 3] =
    [("airtill", "airtill"), ("airtill-bare-window", "airtill-bare-window"), ("airtill-tests", "bench")];

/// Compiles the till with `ui/dist` inside it and answers its path.
///
/// # Errors
/// When it does not compile.
pub fn till() -> Result<PathBuf, Stop> {
    program_beside_till("the till", "airtill")
}

/// Compiles one program of the workspace and answers its path.
///
/// # Errors
/// When it does not compile.
pub fn program_beside_till(name: &str, bin: &str) -> Result<PathBuf, Stop> {
    program(&format!("building {name}"), cargo().args(["build", "--workspace", "--bin", bin]))?;
    path(&target_folder()?, bin, "debug")
}

/// Compiles the till as it is shipped and answers its path. A till that [`TILL_BINARY`] names is taken as it is, unless
/// people will get it. `variables` describe the build to the till.
///
/// # Errors
/// When it does not compile, or the named one is not there.
pub fn shipped_till(
    for_people: bool,
    variables: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<PathBuf, Stop> {
    if let Some(named) = std::env::var_os(TILL_BINARY).map(PathBuf::from).filter(|_| !for_people) {
        println!("NOT FOR PEOPLE: {TILL_BINARY} names the till {}, so none is built.", named.display());
        return if named.is_file() { Ok(named) } else { Err(Stop::new(format!("{} is no file.", named.display()))) };
    }
    ui_packages()?;
    ui()?;
    let mut command = cargo();
    command.args(["build", "--release", "--locked", "--package", "airtill"]).envs(variables);
    program("building the till", &mut command)?;
    path(&target_folder()?, "airtill", "release")
}

/// Compiles programs as they are shipped and answers their paths.
///
/// # Errors
/// When one does not compile.
pub fn measured<const N: usize>(programs: [(&str, &str); N]) -> Result<[PathBuf; N], Stop> {
    let mut command = cargo();
    command.args(["build", "--release", "--locked"]);
    for (package, bin) in programs {
        command.args(["--package", package, "--bin", bin]);
    }
    program("building what is measured", &mut command)?;
    let target = target_folder()?;
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
pub fn measured_tests(package: &str) -> Result<PathBuf, Stop> {
    tests(&["--release", "--lib", "--package", package])
}

/// Compiles the tests of the installers, runs none, and answers their path.
///
/// # Errors
/// When they do not compile.
pub fn installer_tests() -> Result<PathBuf, Stop> {
    tests(&["--workspace", "--features", "airtill-tests/installers", "--test", "installers"])
}

/// Compiles one program of tests that these words choose.
fn tests(words: &[&str]) -> Result<PathBuf, Stop> {
    step(&format!("building the tests {}", words.join(" ")), || {
        let mut command = cargo();
        command.args(["test", "--locked", "--no-run", "--message-format", "json-render-diagnostics"]).args(words);
        // The messages of cargo to a person go to the terminal; only the list of what was built is read.
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
