//! The steps that only a Mac can do with `Airtill.app`: sign it, have it notarised, pack it for the till's own updates,
//! and lay it into a disk image, which is signed and notarised as well.
//!
//! Each step is a program of Apple's, so this module is the list of them, in their order. It is tested as a list and
//! with stand-ins; only a Mac shows that Apple takes it. There is no entitlement: the till loads no foreign code.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Stop, succeed};

/// Names the identity of the publisher, as `codesign --sign` takes it: `Developer ID Application: …`.
const SIGN: &str = "AIRTILL_SIGN_MACOS";
/// Name the key of the notary's service (a file), its id, and the publisher's id there.
const NOTARY: [&str; 3] = ["AIRTILL_NOTARY_KEY", "AIRTILL_NOTARY_KEY_ID", "AIRTILL_NOTARY_ISSUER"];
/// The identity of nobody, which macOS takes for tests on the Mac that signed.
const NOBODY: &str = "-";

/// The signer for macOS: a publisher with the key of the notary, or nobody.
#[derive(Debug)]
pub struct Apple {
    identity: String,
    notary: Option<[String; 3]>,
}

impl Apple {
    /// The signer that the environment names; `variable` answers its variables.
    ///
    /// # Errors
    /// When a release lacks one of the variables.
    pub fn named(variable: impl Fn(&str) -> Option<String>, for_people: bool) -> Result<Self, Stop> {
        let named = |name: &str| variable(name).filter(|value| !value.is_empty());
        let missing = [SIGN].iter().chain(&NOTARY).find(|name| named(name).is_none());
        match (missing, for_people) {
            (Some(name), true) => Err(Stop::new(format!(
                "{name} is not set, and a release for macOS is signed by its publisher and notarised."
            ))),
            (Some(name), false) => {
                println!("NOT FOR PEOPLE: {name} is not set, so nobody signs for macOS and nothing is notarised.");
                Ok(Self { identity: NOBODY.to_owned(), notary: None })
            }
            (None, _) => Ok(Self {
                identity: named(SIGN).unwrap_or_default(),
                notary: Some(NOTARY.map(|name| named(name).unwrap_or_default())),
            }),
        }
    }

    /// Makes `image` from the folder that holds the program and nothing else.
    ///
    /// # Errors
    /// At the first of Apple's programs that fails.
    pub fn make(&self, app: &Path, image: &Path) -> Result<(), Stop> {
        self.steps(app, image).iter_mut().try_for_each(succeed)
    }

    fn steps(&self, app: &Path, image: &Path) -> Vec<Command> {
        let folder = app.parent().unwrap_or(app);
        let given = image.with_extension("zip");
        let mut steps = vec![
            self.sign(app, &["--options", "runtime"]),
            command("codesign", &["--verify", "--strict", "--deep"], &[app]),
        ];
        // The notary takes archives, and a ticket is laid into what was archived.
        if self.notary.is_some() {
            steps.push(command("ditto", &["-c", "-k", "--keepParent"], &[app, &given]));
            steps.extend(self.notarise(&given, app));
            steps.push(command("rm", &[], &[&given]));
        }
        // The till unpacks this one by itself, beside the old program.
        let name = app.file_name().map(Path::new).unwrap_or(app);
        steps.push(command("tar", &["-czf"], &[&archive(image), Path::new("-C"), folder, name]));
        // A person drags the program to the folder of applications.
        steps.push(command("ln", &["-s", "/Applications"], &[&folder.join("Applications")]));
        let volume = app.file_stem().unwrap_or_default().to_string_lossy();
        let create = ["create", "-quiet", "-ov", "-fs", "HFS+", "-format", "UDZO", "-volname", &volume, "-srcfolder"];
        steps.push(command("hdiutil", &create, &[folder, image]));
        steps.push(self.sign(image, &[]));
        steps.extend(self.notarise(image, image));
        steps
    }

    fn sign(&self, what: &Path, options: &[&str]) -> Command {
        // Apple's clock is asked only for what people get: nobody's signature has no time.
        let time = if self.identity == NOBODY { "--timestamp=none" } else { "--timestamp" };
        let mut sign = command("codesign", &["--force", "--sign", &self.identity, time], &[]);
        sign.args(options).arg(what);
        sign
    }

    /// Hands `given` to the notary, waits for its word, and lays its ticket into `stapled`. A word that is no leaves no
    /// ticket, so that the second step fails if the first did not.
    fn notarise(&self, given: &Path, stapled: &Path) -> Vec<Command> {
        let Some([key, id, issuer]) = &self.notary else { return Vec::new() };
        let mut submit = command("xcrun", &["notarytool", "submit", "--wait", "--timeout", "1h"], &[]);
        submit.args(["--key", key, "--key-id", id, "--issuer", issuer]).arg(given);
        vec![submit, command("xcrun", &["stapler", "staple"], &[stapled])]
    }
}

fn command(program: &str, arguments: &[&str], paths: &[&Path]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).args(paths);
    command
}

/// The name of the image of a release.
pub fn image(folder: &Path, package: &str, version: &str) -> PathBuf {
    folder.join(format!("{package}-{version}-macos-universal.dmg"))
}

/// The archive of a release, beside its image.
pub fn archive(image: &Path) -> PathBuf {
    image.with_extension("tar.gz")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::line_of;

    fn publisher(name: &str) -> Option<String> {
        (name != "PATH").then(|| if name == SIGN { "Developer ID".to_owned() } else { format!("<{name}>") })
    }

    fn lines(apple: &Apple) -> Vec<String> {
        apple.steps(Path::new("work/Airtill.app"), Path::new("out/airtill.dmg")).iter().map(line_of).collect()
    }

    #[cfg(unix)]
    #[test]
    fn a_release_is_signed_notarised_and_stapled_inside_and_outside() {
        let apple = Apple::named(publisher, true).expect("everything is set");
        let notary = "xcrun notarytool submit --wait --timeout 1h --key <AIRTILL_NOTARY_KEY> \
                      --key-id <AIRTILL_NOTARY_KEY_ID> --issuer <AIRTILL_NOTARY_ISSUER>";
        assert_eq!(
            lines(&apple),
            [
                "codesign --force --sign Developer ID --timestamp --options runtime work/Airtill.app",
                "codesign --verify --strict --deep work/Airtill.app",
                "ditto -c -k --keepParent work/Airtill.app out/airtill.zip",
                &format!("{notary} out/airtill.zip"),
                "xcrun stapler staple work/Airtill.app",
                "rm out/airtill.zip",
                "tar -czf out/airtill.tar.gz -C work Airtill.app",
                "ln -s /Applications work/Applications",
                "hdiutil create -quiet -ov -fs HFS+ -format UDZO -volname Airtill -srcfolder work out/airtill.dmg",
                "codesign --force --sign Developer ID --timestamp out/airtill.dmg",
                &format!("{notary} out/airtill.dmg"),
                "xcrun stapler staple out/airtill.dmg",
            ]
        );
    }

    #[test]
    fn a_test_is_signed_by_nobody_and_asks_no_notary() {
        let apple = Apple::named(|_| None, false).expect("a test needs nothing");
        let lines = lines(&apple);
        assert!(lines[0].contains("--sign - --timestamp=none --options runtime"), "{lines:?}");
        assert!(!lines.iter().any(|line| line.contains("notarytool") || line.contains("stapler")), "{lines:?}");
    }

    #[test]
    fn a_release_that_lacks_a_variable_names_it() {
        for lacking in [SIGN].iter().chain(&NOTARY) {
            for empty in [None, Some(String::new())] {
                let variable = |name: &str| if name == *lacking { empty.clone() } else { publisher(name) };
                let stop = Apple::named(variable, true).expect_err("it is not set");
                assert!(stop.to_string().starts_with(&format!("{lacking} is not set")), "{stop}");
            }
        }
    }

    /// Runs the steps of a release with stand-ins for Apple's programs, of which one says no; the lines that ran.
    #[cfg(unix)]
    fn ran(refusing: &str) -> (bool, Vec<String>) {
        use crate::bundle::files;
        let name = refusing.replace(' ', "-");
        let folder = std::env::temp_dir().join(format!("airtill-apple-{}-{name}", std::process::id()));
        let log = folder.join("log");
        let stand_in = format!(
            "#!/bin/sh\necho \"${{0##*/}} $*\" >> '{}'\ncase \"${{0##*/}} $*\" in '{refusing}'*) exit 1 ;; esac\n",
            log.display()
        );
        for program in ["codesign", "ditto", "xcrun", "rm", "tar", "ln", "hdiutil"] {
            files::write(&folder.join(program), &stand_in, files::PROGRAM).expect("a temporary folder is written");
        }
        let apple = Apple::named(publisher, true).expect("everything is set");
        let mut steps = apple.steps(Path::new("work/Airtill.app"), Path::new("out/airtill.dmg"));
        let all = steps.iter_mut().try_for_each(|step| succeed(step.env("PATH", &folder))).is_ok();
        let lines = files::read_text(&log).expect("something ran").lines().map(str::to_owned).collect();
        std::fs::remove_dir_all(&folder).expect("the folder was ours");
        (all, lines)
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_made_after_one_of_apples_programs_said_no() {
        let (all, lines) = ran("nothing");
        assert!(all && lines.len() == 12, "{lines:?}");
        let (all, lines) = ran("xcrun notarytool");
        assert!(!all && lines.len() == 4, "no image of a program that the notary refused: {lines:?}");
        let (all, lines) = ran("codesign --verify");
        assert!(!all && lines.len() == 2, "{lines:?}");
    }
}
