//! The systems for which there is a package that the till installs by itself, and the channels of releases.
//!
//! Linux is not among them: `apt` and `dnf` install there. Words of the manifest that no till of today knows belong to
//! tills of tomorrow and are passed over.

/// A system with its kind of processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Windows on 64-bit Intel.
    WindowsX64,
    /// Macs with processors of Apple's.
    MacosArm64,
    /// Macs with processors of Intel's.
    MacosX64,
}

impl Target {
    /// All targets, in the order of their declaration.
    pub const ALL: [Target; 3] = [Target::WindowsX64, Target::MacosArm64, Target::MacosX64];

    /// The word for the target in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Target::WindowsX64 => "windows-x64",
            Target::MacosArm64 => "macos-arm64",
            Target::MacosX64 => "macos-x64",
        }
    }

    /// The ending of a package's name.
    pub fn ending(self) -> &'static str {
        match self {
            Target::WindowsX64 => ".exe",
            Target::MacosArm64 | Target::MacosX64 => ".tar.gz",
        }
    }

    /// The target of this program; `None` on Linux, and on processors for which there is no package.
    pub fn of_this_program() -> Option<Self> {
        match (std::env::consts::OS, std::env::consts::ARCH) {
            ("windows", "x86_64") => Some(Target::WindowsX64),
            ("macos", "aarch64") => Some(Target::MacosArm64),
            ("macos", "x86_64") => Some(Target::MacosX64),
            _ => None,
        }
    }
}

/// A line of releases. A till reads the manifest of its own channel alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Releases for people.
    Stable,
    /// Test builds, which are signed with throw-away keys.
    Test,
}

impl Channel {
    /// The word of the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Stable => "stable",
            Channel::Test => "test",
        }
    }

    /// The channel of that word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Channel::Stable, Channel::Test].into_iter().find(|channel| channel.word() == word)
    }

    /// The name of the manifest's file. Its signature names this file, so no other signed file passes for a manifest.
    pub fn file_name(self) -> &'static str {
        match self {
            Channel::Stable => "airtill-stable.json",
            Channel::Test => "airtill-test.json",
        }
    }
}
