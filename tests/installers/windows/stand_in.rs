//! Stand-ins for the till, of any version, packed by the very script that packs the till; and the person at the screen.
//!
//! A stand-in is a small program in C that answers as the till does where the installer asks. Each version is made once
//! for all tests of a run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::programs::{compile, compiled, succeed};
use super::wine::{Ended, Prefix, Started, cache, until};

/// The megabytes of a stand-in: enough that writing it takes a while.
const SIZE: usize = 24;

/// A version of the stand-in and its installer.
#[derive(Debug)]
pub struct StandIn {
    /// As `1.2.3`.
    pub version: &'static str,
    /// With this it ends when it is asked for its version.
    pub answer: i32,
    /// The installer that packs it.
    pub setup: PathBuf,
    /// The program that is packed.
    pub program: PathBuf,
    /// The files of its folder, each with its name there.
    pub beside: Vec<(PathBuf, String)>,
}

impl StandIn {
    /// The version that is there before.
    pub fn old() -> &'static Self {
        static OLD: OnceLock<StandIn> = OnceLock::new();
        OLD.get_or_init(|| Self::build("1.0.9", 10, None))
    }

    /// The version that comes after [`StandIn::old`]. As text it would come before.
    pub fn new() -> &'static Self {
        static NEW: OnceLock<StandIn> = OnceLock::new();
        NEW.get_or_init(|| Self::build("1.0.10", 20, None))
    }

    /// A version; where a program is named, it signs the uninstaller.
    pub fn build(version: &'static str, answer: i32, sign: Option<&Path>) -> Self {
        let folder = cache().join(format!("stand-in-{version}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let at = |name: &str| folder.join(name);
        let write = |name: &str, text: String| std::fs::write(at(name), text).unwrap();
        let assembly = format!("Airtill-{version}");
        let identity = format!(
            r#"<assemblyIdentity type="win32" name="{assembly}" version="{version}.0" processorArchitecture="amd64"/>"#
        );
        let manifest = |inside: &str| {
            format!(r#"<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">{inside}</assembly>"#)
        };
        write(
            "till.manifest",
            manifest(&format!("<dependency><dependentAssembly>{identity}</dependentAssembly></dependency>")),
        );
        write("assembly.manifest", manifest(&format!(r#"{identity}<file name="answer.dll"/>"#)));
        write("answer.c", format!("__declspec(dllexport) int answer(void) {{ return {answer}; }}\n"));
        write("licences.txt", format!("the licences of {version}\n"));
        let numbers = version.replace('.', ",");
        write(
            "till.rc",
            format!(
                "1 24 \"till.manifest\"\n2 RCDATA \"filling\"\n1 VERSIONINFO\nFILEVERSION {numbers},0\n\
                 PRODUCTVERSION {numbers},0\nBEGIN\n\
                 BLOCK \"VarFileInfo\" BEGIN VALUE \"Translation\", 0x409, 1200 END\nEND\n"
            ),
        );
        std::fs::write(at("filling"), filling(answer)).unwrap();
        succeed(
            Command::new("x86_64-w64-mingw32-windres")
                .args(["till.rc", "-O", "coff", "-o", "till.res"])
                .current_dir(&folder),
        );
        let library = at("answer.dll");
        let made = at("libanswer.a");
        let imported = format!("-Wl,--out-implib,{}", made.display());
        compiled(&at("answer.c"), &library, &["-shared", &imported]);
        let program = at("airtill.exe");
        let (resources, made) = (at("till.res"), made);
        compile("till.c", &program, &["-municode", "-mwindows", &resources.to_string_lossy(), &made.to_string_lossy()]);
        let beside = vec![
            (library, "answer.dll".to_owned()),
            (at("assembly.manifest"), format!("{assembly}.manifest")),
            (at("licences.txt"), "licences.txt".to_owned()),
        ];
        let files =
            beside.iter().map(|(file, name)| format!("${{Extra}} \"{}\" \"{name}\"\n", file.display())).collect();
        write("files.nsh", files);
        let setup = at(&format!("airtill-{version}-setup.exe"));
        pack(version, sign, &program, &at("files.nsh"), &setup);
        Self { version, answer, setup, program, beside }
    }

    /// The version that is whole in the folder of an installation, if one is: its program, and every file that it
    /// needs, byte for byte.
    pub fn whole_in(folder: &Path) -> Option<&'static Self> {
        let same =
            |left: &Path, right: &Path| matches!((std::fs::read(left), std::fs::read(right)), (Ok(a), Ok(b)) if a == b);
        [Self::old(), Self::new()].into_iter().find(|version| {
            let own = folder.join(format!("Airtill-{}", version.version));
            same(&version.program, &folder.join("airtill.exe"))
                && version.beside.iter().all(|(file, name)| same(file, &own.join(name)))
        })
    }
}

fn pack(version: &str, sign: Option<&Path>, program: &Path, files: &Path, setup: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../installers/windows/airtill.nsi");
    let mut makensis = Command::new("makensis");
    makensis.args(["-V1", "-WX", "-INPUTCHARSET", "UTF8", "-DPUBLISHER=Airtill", "-DCOMPRESSOR=zlib"]);
    makensis.args([format!("-DVERSION={version}"), format!("-DSHOWN={version} (test build)")]);
    let signed = sign.map(|program| ("SIGN", program));
    for (name, file) in [("PROGRAM", program), ("FILES", files), ("OUTPUT", setup)].into_iter().chain(signed) {
        makensis.arg(format!("-D{name}={}", file.display()));
    }
    succeed(makensis.arg(script));
}

/// Bytes that nothing compresses, other ones for each seed.
fn filling(seed: i32) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64 ^ u64::from(seed.unsigned_abs());
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(next).take(SIZE << 17).flatten().collect()
}

/// A person at the screen of a prefix.
pub struct Person<'a>(pub &'a Prefix);

impl Person<'_> {
    fn look(&self, arguments: &[&str]) -> Ended {
        self.0.run(Self::program(), arguments)
    }

    fn program() -> &'static Path {
        static LOOK: OnceLock<PathBuf> = OnceLock::new();
        LOOK.get_or_init(|| {
            let program = cache().join("look.exe");
            compile("look.c", &program, &["-municode", "-ladvapi32", "-lsecur32"]);
            program
        })
    }

    /// Keeps a file of drive C open for so many milliseconds, as a program does that scans it.
    pub fn holds(&self, file: &Path, milliseconds: u32) -> Started {
        let seen = format!(r"C:\{}", file.strip_prefix(self.0.drive()).unwrap().to_string_lossy().replace('/', r"\"));
        let mut holding = self.0.start(Self::program(), &["hold", &seen, &milliseconds.to_string()]);
        until("the file to be held", || holding.has_said("held") || holding.has_ended());
        holding
    }

    /// The person's account, with its computer or domain.
    pub fn account(&self) -> String {
        let ended = self.look(&["who"]);
        assert_eq!(ended.code, 0);
        ended.said.trim().to_owned()
    }

    /// Starts what Windows takes for the shell of the desktop, which Wine has not got.
    pub fn has_a_shell(&self) -> Started {
        let mut shell = self.0.start(Self::program(), &["shell"]);
        until("the shell to be there", || shell.has_said("the shell") || shell.has_ended());
        shell
    }

    /// Every word on the screen.
    pub fn sees(&self) -> String {
        self.look(&[]).said
    }

    /// Waits until these words are on the screen, and answers all of them.
    pub fn waits_for(&self, words: &str) -> String {
        let mut seen = String::new();
        until(words, || {
            seen = self.sees();
            seen.contains(words)
        });
        seen
    }

    /// Presses the button with these words, as soon as it is there.
    pub fn presses(&self, words: &str) {
        until(words, || self.look(&["press", words]).code == 0);
    }

    /// The owner and the rights of a file or folder, in Microsoft's language for them.
    pub fn rights(&self, path: &str) -> String {
        let ended = self.look(&["rights", path]);
        assert_eq!(ended.code, 0, "{path}");
        ended.said
    }

    /// Lets everybody do everything with a file or folder.
    pub fn opens_to_all(&self, path: &str) {
        assert_eq!(self.look(&["open", path]).code, 0, "{path}");
    }

    /// Stores a credential.
    pub fn keeps(&self, name: &str) {
        assert_eq!(self.look(&["keep", name]).code, 0);
    }

    /// Whether a credential is stored.
    pub fn has(&self, name: &str) -> bool {
        self.look(&["has", name]).code == 0
    }
}
