//! The input of the rules: the resolved dependency graph, and the files that git would commit with their text.
//!
//! Read once per run. Nothing here judges.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cargo_metadata::{Metadata, MetadataCommand, Package};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies below the root").to_path_buf()
}

/// The dependency graph of the whole workspace, for every platform, as `Cargo.lock` has it.
pub fn metadata() -> &'static Metadata {
    static METADATA: OnceLock<Metadata> = OnceLock::new();
    METADATA.get_or_init(|| {
        MetadataCommand::new()
            .manifest_path(root().join("Cargo.toml"))
            .other_options(vec!["--locked".to_owned()])
            .exec()
            .expect("cargo describes the workspace; Cargo.lock must be up to date")
    })
}

/// Our own packages.
pub fn members() -> Vec<&'static Package> {
    metadata().workspace_packages()
}

/// A file of the repository.
pub struct File {
    /// From the root, with `/` between folders.
    pub path: String,
    /// Its text; empty for a file that is not UTF-8.
    pub text: String,
}

impl File {
    /// True when the path ends in one of these, dot included.
    pub fn is(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// True for Rust that only tests compile: test folders, sibling `tests.rs`, and the package of tests.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// The lines without comments, up to the first inline test module, each with its number from 1.
    ///
    /// A comment is what follows `//` outside a string, judged by an even number of quotation marks before it.
    pub fn code(&self) -> Vec<(usize, &str)> {
        let mut lines = Vec::new();
        let mut texts = self.text.lines().enumerate().peekable();
        while let Some((index, line)) = texts.next() {
            let inline_tests = line.trim() == "#[cfg(test)]"
                && texts
                    .peek()
                    .is_some_and(|(_, next)| next.trim_start().starts_with("mod ") && next.trim_end().ends_with('{'));
            if inline_tests {
                break;
            }
            lines.push((index + 1, without_comment(line)));
        }
        lines
    }
}

fn without_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(at) = line[from..].find("//").map(|at| at + from) {
        if line[..at].matches('"').count().is_multiple_of(2) {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

/// Every file that git tracks or would add, in order. The folders are walked by hand, because a machine that only
/// builds may have no git; `.gitignore` here is plain enough for that.
pub fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let ignored: Vec<String> =
            text(".gitignore").lines().map(|line| line.trim_end_matches('/').to_owned()).collect();
        let mut files = Vec::new();
        walk("", &ignored, &mut files);
        files.sort_by(|left, right| left.path.cmp(&right.path));
        assert!(files.len() > 20, "the repository has more files than {}", files.len());
        files
    })
}

fn walk(folder: &str, ignored: &[String], files: &mut Vec<File>) {
    for entry in std::fs::read_dir(root().join(folder)).expect("a folder of ours can be read") {
        let entry = entry.expect("a folder of ours can be read");
        let name = entry.file_name().into_string().expect("our paths are plain text");
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if name == ".git" || ignored.iter().any(|line| *line == name || line.strip_prefix('/') == Some(&path)) {
            continue;
        }
        let kind = entry.file_type().expect("a file of ours has a type");
        if kind.is_dir() {
            walk(&path, ignored, files);
        } else if kind.is_file() {
            let text = std::fs::read_to_string(root().join(&path)).unwrap_or_default();
            files.push(File { path, text });
        }
    }
}

/// The text of one file; a missing one fails the test that asked.
pub fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Fails with every complaint on its own line.
pub fn nothing_to_complain(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// A file that exists only to offend a rule.
pub fn offender(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn comments_and_inline_tests_are_not_code() {
    let file = offender("x.rs", "let a = \"http://x\"; // why\n#[cfg(test)]\nmod tests {\n    std::fs::read();\n}\n");
    assert_eq!(file.code(), [(1, "let a = \"http://x\"; ")]);
}
