//! A time-stamp authority on loopback (RFC 3161), and certificates for signing programs.
//!
//! openssl does the work; here are its settings, its folder, and the few lines of HTTP between it and a signer. Every
//! certificate is made for one test and trusted by nobody else.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::programs::succeed;

/// An authority for signatures and one for time-stamps, which know nothing of each other.
pub struct Authorities {
    folder: TempDir,
    /// Where time-stamps are had.
    pub address: String,
}

/// The result of a verifier.
#[derive(Debug)]
pub struct Verified {
    pub signature: bool,
    pub stamp: bool,
    pub said: String,
}

/// The configuration of `openssl ts` and `openssl ca`, in the folder of everything.
const CONFIGURATION: &str = "
[ca]
default_ca = signing
[signing]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
certificate = authority.pem
private_key = authority.key
x509_extensions = code
[anything]
commonName = supplied
[code]
keyUsage = critical,digitalSignature
extendedKeyUsage = codeSigning
[tsa]
default_tsa = stamping
[stamping]
serial = serial
crypto_device = builtin
signer_cert = stamps.pem
signer_key = stamps.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
";

impl Authorities {
    /// Makes both and serves time-stamps until the test program ends.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("configuration"), CONFIGURATION).unwrap();
        std::fs::write(folder.path().join("index.txt"), "").unwrap();
        std::fs::write(folder.path().join("serial"), "01\n").unwrap();
        let certificate = |name: &str, subject: &str, extensions: &[&str]| {
            let mut command = openssl(folder.path(), &["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"]);
            command.args(["-keyout", &format!("{name}.key"), "-out", &format!("{name}.pem"), "-subj", subject]);
            for extension in extensions {
                command.args(["-addext", extension]);
            }
            succeed(&mut command);
        };
        certificate("authority", "/CN=An authority", &[]);
        certificate(
            "stamps",
            "/CN=Time-stamps",
            &["extendedKeyUsage=critical,timeStamping", "keyUsage=critical,digitalSignature"],
        );
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let own = folder.path().to_path_buf();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away in the middle is no matter of the server.
                let _ = stamp(&own, stream);
            }
        });
        Self { folder, address }
    }

    /// A program that signs with a certificate that ends at this time (as `YYYYMMDDHHMMSSZ`), with a time-stamp or
    /// without.
    pub fn signer(&self, name: &str, ends: &str, stamped: bool) -> PathBuf {
        let at = |ending: &str| self.folder.path().join(format!("{name}.{ending}")).display().to_string();
        succeed(openssl(self.folder.path(), &["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Airtill"]).args([
            "-keyout",
            &at("key"),
            "-out",
            &at("request"),
        ]));
        succeed(openssl(self.folder.path(), &["ca", "-batch", "-notext", "-config", "configuration"]).args([
            "-startdate",
            "20200101000000Z",
            "-enddate",
            ends,
            "-in",
            &at("request"),
            "-out",
            &at("pem"),
        ]));
        let stamp = if stamped { format!("-ts {}", self.address) } else { String::new() };
        let script = format!(
            "#!/bin/sh\nset -e\n\
             osslsigncode sign -h sha256 -certs '{}' -key '{}' {stamp} -in \"$1\" -out \"$1.signed\"\n\
             mv \"$1.signed\" \"$1\"\n",
            at("pem"),
            at("key")
        );
        let program = PathBuf::from(at("sh"));
        std::fs::write(&program, script).unwrap();
        succeed(Command::new("chmod").arg("755").arg(&program));
        program
    }

    /// Looks whether the signature and its time-stamp are those of these authorities.
    pub fn verify(&self, file: &Path) -> Verified {
        let output = Command::new("osslsigncode")
            .arg("verify")
            .arg("-CAfile")
            .arg(self.folder.path().join("authority.pem"))
            .arg("-TSA-CAfile")
            .arg(self.folder.path().join("stamps.pem"))
            .arg("-in")
            .arg(file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        // A time-stamp that does not verify is no error to osslsigncode.
        let stamp = said.contains("Timestamp Server Signature verification: ok");
        Verified { signature: output.status.success(), stamp, said }
    }
}

fn openssl(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("openssl");
    command.args(arguments).current_dir(folder);
    command
}

fn stamp(folder: &Path, mut stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if let Some(said) = line.strip_prefix("content-length:") {
            length = said.trim().parse().unwrap_or_default();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut query = vec![0; length];
    reader.read_exact(&mut query)?;
    std::fs::write(folder.join("query"), query)?;
    let made = openssl(folder, &["ts", "-reply", "-config", "configuration", "-queryfile", "query", "-out", "reply"])
        .output()?;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let reply = std::fs::read(folder.join("reply"))?;
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        reply.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&reply)
}
