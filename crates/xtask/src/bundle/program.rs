//! The program alone, as it is shipped: built on its own system, packed and signed elsewhere.
//!
//! The compilation of the till runs the build scripts of other people, so no key lies beside it: `cargo xtask bundle
//! program` leaves the program in `target/program/`, and a variable of each system names it to the machine that signs.
//! `papers` are made apart from the key as well. The rule: people get a program that was built for them, from the
//! commit that is bundled, and no key lies beside a build.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::files;
use super::release::Release;
use super::signing::publisher;
use crate::build;
use crate::step::{Stop, cargo, program, succeed, target_folder};

/// The words that a program built for people has inside, as `src-tauri/src/about.rs` writes them.
const FOR_PEOPLE: &[u8] = b"airtill was built as: release;";
/// The processors of Macs.
const MACS: [&str; 2] = ["aarch64-apple-darwin", "x86_64-apple-darwin"];

/// Builds the program for the system of this machine, and leaves it in `target/program/`.
///
/// # Errors
/// When it does not compile.
pub fn make(release: &Release) -> Result<(), Stop> {
    let built = if cfg!(target_os = "macos") {
        for_every_mac(release)?
    } else {
        build::shipped_till(release.for_people, release.variables())?
    };
    let name = format!("{}{}", release.package, std::env::consts::EXE_SUFFIX);
    let file = target_folder()?.join("program").join(name);
    files::copy(&built, &file, files::PROGRAM)?;
    println!("\nMade {}", file.display());
    Ok(())
}

/// One program with the code for both processors of Macs.
fn for_every_mac(release: &Release) -> Result<PathBuf, Stop> {
    build::ui_packages()?;
    build::ui()?;
    let mut command = cargo();
    command.args(["build", "--release", "--locked", "--package", "airtill"]).envs(release.variables());
    for target in MACS {
        command.args(["--target", target]);
    }
    program("building the till for both processors", &mut command)?;
    let target = target_folder()?;
    let both = release.work_folder("program")?.join(release.package);
    let mut lipo = Command::new("lipo");
    lipo.arg("-create").args(MACS.map(|processor| target.join(processor).join("release").join(release.package)));
    succeed(lipo.arg("-output").arg(&both))?;
    Ok(both)
}

/// The program that this variable names, if it names one.
///
/// # Errors
/// When it is no file, or people would get what was not built for them or from another commit; in a release also where
/// the variable names none.
pub fn named(variable: &str, release: &Release) -> Result<Option<PathBuf>, Stop> {
    let Some(file) = made_elsewhere(variable, "a till that was built", release)? else { return Ok(None) };
    if release.for_people {
        is_for_people(&file, &files::read(&file)?, &release.commit, &publisher::keys()?)?;
    } else if !file.is_file() {
        return Err(Stop::new(format!("{variable} names {}, which is no file.", file.display())));
    }
    Ok(Some(file))
}

/// The file or folder of this variable: something that a release packs, because it was made where no key is.
///
/// # Errors
/// When a release has no such variable.
pub fn made_elsewhere(variable: &str, what: &str, release: &Release) -> Result<Option<PathBuf>, Stop> {
    match std::env::var_os(variable).filter(|name| !name.is_empty()) {
        Some(name) => Ok(Some(PathBuf::from(name))),
        None if release.for_people => {
            Err(Stop::new(format!("{variable} is not set: a release packs {what} where no key is.")))
        }
        None => Ok(None),
    }
}

/// Checks that a program was built for people, from this commit, and believes these keys of updates.
fn is_for_people(file: &Path, program: &[u8], commit: &str, keys: &[String; 2]) -> Result<(), Stop> {
    let has = |words: &[u8]| program.windows(words.len()).any(|bytes| bytes == words);
    if !has(FOR_PEOPLE) {
        return Err(Stop::new(format!(
            "{} calls itself a test build: build it by `cargo xtask bundle --release program`.",
            file.display()
        )));
    }
    if !has(commit.as_bytes()) {
        return Err(Stop::new(format!("{} was not built from the commit {commit}, which is bundled.", file.display())));
    }
    // The format of build.rs: the present key, a space, the next one.
    if !has(keys.join(" ").as_bytes()) {
        return Err(Stop::new(format!("{} does not have the publisher's keys of updates inside.", file.display())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::root;

    #[test]
    fn people_get_what_was_built_for_them_from_this_commit() {
        let commit = "b2e98c8facf5052423d4810ba8bf34557f7baac7";
        let keys = ["RWa".to_owned(), "RWb".to_owned()];
        let judged = |program: &str| is_for_people(Path::new("airtill"), program.as_bytes(), commit, &keys);
        let good = format!("\0{commit}\0airtill was built as: release;\0RWa RWb\0");
        assert!(judged(&good).is_ok());
        let stop = judged(&good.replace("release;", ";")).expect_err("it is a test build");
        assert!(stop.to_string().contains("calls itself a test build"), "{stop}");
        let stop = judged(&good.replace("b2e98c8", "0000000")).expect_err("it is of another commit");
        assert!(stop.to_string().contains("was not built from the commit"), "{stop}");
        let stop = judged(&good.replace("RWb", "RWc")).expect_err("it believes another key");
        assert!(stop.to_string().contains("keys of updates"), "{stop}");
        assert!(judged("").is_err());
    }

    #[test]
    fn the_words_are_those_that_the_program_has_inside() {
        let about = files::read_text(&root().join("src-tauri/src/about.rs")).expect("the program");
        assert!(about.contains(r#""airtill was built as: ", env!("AIRTILL_BUILT_AS"), ";""#), "the words changed");
    }
}
