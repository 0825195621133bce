//! The publisher of updates as tests have it: its keys, the files that it signs, and servers over HTTPS that have them.
//!
//! The tests of the crate `updates`, the journeys, the real window and the tour share it. It makes files by the page
//! `docs/release.md` and by the author's own library of minisign, and knows no struct of the crate `updates`, so it
//! cannot agree with its mistakes. On Linux a process trusts a [`Publisher`] whose root its environment names:
//! [`process`] starts a test so.

pub mod faults;
#[cfg(unix)]
pub mod process;
mod signed;
mod site;

use std::path::{Path, PathBuf};

use base64::prelude::{BASE64_STANDARD, Engine};
use minisign::{KeyPair, PublicKey, SecretKeyBox};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa};

/// The acts of a scripted server, an address at which nobody listens, and the head of an answer.
pub use airtill_http::scripted::{Act, Nobody, head};
pub use signed::{PACKAGE, dated, manifest, of_manifest, of_package, package, signature};
pub use site::{Site, file};

/// A publisher with two keys that a till believes, one that it believes no more, and a root of certificates.
pub struct Publisher {
    root: CertifiedIssuer<'static, rcgen::KeyPair>,
    folder: PathBuf,
    /// The key that signs.
    pub present: KeyPair,
    /// The key that follows it.
    pub next: KeyPair,
    /// A key that was good once.
    pub yesterday: KeyPair,
}

impl Publisher {
    /// A publisher whose keys and root's certificate lie in this folder. Keys that lie there are taken again, so that a
    /// process goes on where another was killed; the root is a new one.
    pub fn at(folder: &Path) -> Self {
        let root = root();
        let text = BASE64_STANDARD.encode(root.der());
        let certificate = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        std::fs::write(trusted(folder), certificate).expect("written");
        let key = |name: &str| key_at(&folder.join(name));
        let (present, next, yesterday) = (key("present.key"), key("next.key"), key("yesterday.key"));
        Self { root, folder: folder.to_owned(), present, next, yesterday }
    }

    /// The file of the root's certificate, for the variable `SSL_CERT_FILE` of a process that shall trust it.
    pub fn trusted(&self) -> PathBuf {
        trusted(&self.folder)
    }

    /// The two public keys that a till believes, as minisign writes them.
    pub fn public_keys(&self) -> [String; 2] {
        [&self.present, &self.next].map(|pair| pair.pk.to_base64())
    }
}

/// The file of the root's certificate in a publisher's folder.
fn trusted(folder: &Path) -> PathBuf {
    folder.join("root.pem")
}

fn key_at(file: &Path) -> KeyPair {
    if let Ok(text) = std::fs::read_to_string(file) {
        let sk = SecretKeyBox::from_string(&text).expect("a key").into_unencrypted_secret_key().expect("a key");
        return KeyPair { pk: PublicKey::from_secret_key(&sk).expect("its half"), sk };
    }
    let pair = KeyPair::generate_unencrypted_keypair().expect("a key");
    std::fs::write(file, pair.sk.to_box(None).expect("a box").into_string()).expect("written");
    pair
}

fn root() -> CertifiedIssuer<'static, rcgen::KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, rcgen::KeyPair::generate().expect("a key")).expect("a root")
}
