//! `cargo xtask release-ready TAG`: the conditions of a release, asked first, so that a release that cannot be finished
//! is not begun.
//!
//! The tag is of the version that is built, and each secret and variable that `.github/workflows/release.yml` hands on
//! is there. Only whether one is there is looked at: the workflow keeps the secrets themselves away from here.

use crate::bundle;
use crate::step::Stop;

/// The needs of a release, by the names that they have at GitHub and in the environment.
const NEEDED: [(&str, &str); 14] = [
    ("AIRTILL_GPG_KEY", "a secret: the GPG key of packages and repositories, in letters and without a password"),
    (
        "AIRTILL_SUMS_KEY",
        "a secret: the minisign key of sums and updates, `present` in publisher.txt, without a password",
    ),
    ("AIRTILL_MACOS_CERTIFICATE", "a secret: the Developer ID certificate with its key, a .p12 in base64"),
    ("AIRTILL_MACOS_CERTIFICATE_PASSWORD", "a secret: the password of that .p12"),
    ("AIRTILL_NOTARY_KEY", "a secret: the key (.p8) of the notary's service at App Store Connect"),
    ("AIRTILL_SIGN_PACKAGES", "a variable: the fingerprint of the GPG key"),
    ("AIRTILL_SIGN_MACOS", "a variable: the identity in the certificate, `Developer ID Application: …`"),
    ("AIRTILL_NOTARY_KEY_ID", "a variable: the id of the notary's key"),
    ("AIRTILL_NOTARY_ISSUER", "a variable: the publisher's issuer id at App Store Connect"),
    ("AIRTILL_AZURE_CLIENT", "a variable: the application that Azure lets this workflow be"),
    ("AIRTILL_AZURE_TENANT", "a variable: the directory of that application"),
    ("AIRTILL_AZURE_SUBSCRIPTION", "a variable: the subscription of the signing account"),
    ("AIRTILL_AZURE_ENDPOINT", "a variable: the host of the signing account, as in weu.codesigning.azure.net"),
    ("AIRTILL_AZURE_PROFILE", "a variable: the signing account and its certificate, as ACCOUNT/PROFILE"),
];

/// Checks that a release of this tag can be made.
///
/// # Errors
/// When the tag is not of the version, a secret or variable is missing (the sentence names all of them), or the
/// repository has no keys of updates, keys that the tills of the release before refuse, or no news of the version.
pub fn run(tag: &str) -> Result<(), Stop> {
    bundle::is_written(env!("CARGO_PKG_VERSION"))?;
    ready(tag, env!("CARGO_PKG_VERSION"), |name| std::env::var(name).is_ok_and(|value| !value.is_empty()))?;
    println!("{tag} can be released: nothing is missing.");
    Ok(())
}

fn ready(tag: &str, version: &str, is_there: impl Fn(&str) -> bool) -> Result<(), Stop> {
    if tag.strip_prefix('v') != Some(version) {
        return Err(Stop::new(format!("the tag is {tag}, and the version is {version}: its tag would be v{version}.")));
    }
    let missing: Vec<&(&str, &str)> = NEEDED.iter().filter(|(name, _)| !is_there(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for (name, what) in &missing {
        println!("missing: {name}, {what}");
    }
    let names: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
    Err(Stop::new(format!("the environment `release` lacks {}; docs/release.md says what each is.", names.join(", "))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bundle::files;
    use crate::step::root;

    /// A variable that may be missing: it says that the plan stores provenance.
    const OPTIONAL: &str = "AIRTILL_PROVENANCE";

    fn text(file: &str) -> String {
        files::read_text(&root().join(file)).expect("the file is there")
    }

    #[test]
    fn a_tag_is_of_the_version_or_nothing_is_released() {
        assert!(ready("v1.2.3", "1.2.3", |_| true).is_ok());
        for tag in ["1.2.3", "v1.2.4", "v1.2.3-rc1", "vv1.2.3", "v", ""] {
            let stop = ready(tag, "1.2.3", |_| true).expect_err(tag);
            assert!(stop.to_string().ends_with("would be v1.2.3."), "{stop}");
        }
    }

    #[test]
    fn everything_that_is_missing_is_named() {
        for (lacking, _) in NEEDED {
            let stop = ready("v1.2.3", "1.2.3", |name| name != lacking).expect_err("it is missing");
            assert!(stop.to_string().contains(&format!("lacks {lacking};")), "{stop}");
        }
        let stop = ready("v1.2.3", "1.2.3", |_| false).expect_err("all is missing").to_string();
        assert!(NEEDED.iter().all(|(name, _)| stop.contains(name)), "{stop}");
    }

    #[test]
    fn the_workflow_hands_on_what_is_asked_for_and_nothing_else() {
        let workflow = text(".github/workflows/release.yml");
        let names: BTreeSet<&str> = ["secrets.", "vars."]
            .into_iter()
            .flat_map(|place| workflow.split(place).skip(1))
            .map(|rest| rest.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_').next().unwrap_or(""))
            .filter(|name| *name != OPTIONAL)
            .collect();
        assert_eq!(names, NEEDED.iter().map(|(name, _)| *name).collect());
        let ready = workflow.split("release-ready").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or("");
        for (name, what) in NEEDED {
            assert!(ready.contains(&format!("{name}: ${{{{ ")), "{name} is asked for first");
            let is_secret = ready.contains(&format!("secrets.{name} "));
            assert_eq!(is_secret, what.starts_with("a secret"), "{name} is where its text says");
        }
    }

    #[test]
    fn the_docs_name_everything_that_a_release_needs() {
        let docs = text("docs/release.md");
        for name in NEEDED.map(|(name, _)| name).into_iter().chain([OPTIONAL]) {
            assert!(docs.contains(&format!("`{name}`")), "{name}");
        }
    }
}
