//! The publisher: its keys, and the root of the certificates of its servers.
//!
//! Both lie in a folder of the test's own and are worth nothing elsewhere.

use std::path::{Path, PathBuf};

use base64::prelude::{BASE64_STANDARD, Engine};
use minisign::{KeyPair, PublicKey, SecretKeyBox};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa};

/// A publisher with two keys that a till believes, one that it believes no more, and a root of certificates.
pub struct Publisher {
    pub(crate) root: CertifiedIssuer<'static, rcgen::KeyPair>,
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
pub(crate) fn trusted(folder: &Path) -> PathBuf {
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

/// A new root of certificates.
pub(crate) fn root() -> CertifiedIssuer<'static, rcgen::KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, rcgen::KeyPair::generate().expect("a key")).expect("a root")
}
